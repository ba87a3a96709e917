import type { Core } from './core.ts';
import type { Job, Outcome } from './job.ts';
import { checksumsOf, outcomeOf, sendBytes } from './send-bytes.ts';

/** Largest file that goes as one request: 512 KiB, what adapter-node takes by default. */
export const SINGLE_REQUEST_BYTES = 512 * 1024;

/**
 * Sends a file as the body of one request, which the browser reads from the disk. It isn't sent again once the server may have all of
 * it; what arrived in part is stored nowhere.
 */
export async function sendSingle(core: Core, job: Job): Promise<Outcome> {
	const { item, signal } = job;
	const { source } = item;
	item.resumable = false;
	const crc32c = await (await checksumsOf(core))?.crc32c(source, signal);
	const answer = await sendBytes(
		core,
		job,
		{
			method: 'POST',
			url: `${core.url()}/files`,
			headers: {
				'x-file-type': source.type,
				'x-file-name': encodeURIComponent(source.name.toWellFormed()),
				'x-fastio-crc32c': crc32c
			},
			body: source
		},
		{ once: true }
	);
	return outcomeOf(answer);
}
