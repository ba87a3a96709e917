import { crc32cOf } from './crc32c.ts';

/** What the page asks. */
export interface ChecksumRequest {
	id: number;
	blob: Blob;
}

/** What the worker answers. */
export type ChecksumAnswer = { id: number } & ({ crc32c: string } | { error: string });

addEventListener('message', async ({ data: { id, blob } }: MessageEvent<ChecksumRequest>) => {
	let answer: ChecksumAnswer;
	try {
		answer = { id, crc32c: await crc32cOf(blob) };
	} catch (thrown) {
		answer = { id, error: String(thrown) };
	}
	(postMessage as (message: ChecksumAnswer) => void)(answer);
});
