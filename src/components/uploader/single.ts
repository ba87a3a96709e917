import { call } from './call.ts';
import { outcomeOf } from './job.ts';
import type { Job, Outcome, Transport } from './job.ts';

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
	const checksums = transport.integrity ? await transport.checksums() : undefined;
	const crc32c = await checksums?.crc32c(source, signal);
	const type = source.type || 'application/octet-stream';
	let sent = 0;
	const move = (bytes: number) => {
		job.move(bytes - sent);
		sent = bytes;
	};
	job.flying(1);
	try {
		const { json } = await call(
			transport.caller,
			{
				method: 'POST',
				url: `${transport.url}/files`,
				headers: {
					'content-type': type,
					'x-file-type': type,
					'x-file-name': encodeURIComponent(source.name.toWellFormed()),
					...(crc32c && { 'x-fastio-crc32c': crc32c })
				},
				body: source,
				signal,
				onsent: move,
				onallsent: () => job.stage('storing')
			},
			{ once: true, onwait: (change) => job.wait(change), onlost: () => move(0) }
		);
		return outcomeOf(json);
	} finally {
		job.flying(-1);
	}
}
