import type { Job, Outcome, Transport } from './job.ts';
import { checksumsOf, outcomeOf, sendBytes } from './send-bytes.ts';

/** Largest file that goes as one request: 512 KiB, what adapter-node takes by default. */
export const SINGLE_REQUEST_BYTES = 512 * 1024;

/**
 * Sends a file as the body of one request, which the browser reads from the disk. It isn't sent again once the server may have all of
 * it; what arrived in part is stored nowhere.
 */
export async function sendSingle(transport: Transport, job: Job): Promise<Outcome> {
	const { source, signal } = job;
	job.resumable(false);
	job.startAt(0);
	const crc32c = await (await checksumsOf(transport))?.crc32c(source, signal);
	const answer = await sendBytes(
		transport,
		job,
		{
			method: 'POST',
			url: `${transport.url()}/files`,
			headers: {
				'x-file-type': source.type,
				'x-file-name': encodeURIComponent(source.name.toWellFormed()),
				...(crc32c && { 'x-fastio-crc32c': crc32c })
			},
			body: source,
			onallsent: () => job.stage('storing')
		},
		{ once: true }
	);
	return outcomeOf(answer);
}
