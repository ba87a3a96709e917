import type { HeldUpload, UploadSuccess } from '../../rules/results.ts';
import type { Checksums } from '../integrity/types.ts';
import { call } from './call.ts';
import type { CallOptions } from './call.ts';
import type { Job, Outcome, Transport } from './job.ts';
import type { Answer, SendRequest } from './send.ts';

/** Sends bytes of a file, and shows how many have left. */
export async function sendBytes(
	transport: Transport,
	job: Job,
	request: SendRequest & { body: Blob; headers: Record<string, string> },
	options: CallOptions
): Promise<Answer> {
	const { body, headers } = request;
	let sent = 0;
	const move = (bytes: number) => {
		job.move(bytes - sent);
		sent = bytes;
	};
	const answer = await call(
		transport,
		{
			signal: job.signal,
			...request,
			headers: { 'content-type': 'application/octet-stream', ...headers },
			onsent: (bytes) => move(Math.min(bytes, body.size))
		},
		{ ...options, job, onlost: () => move(0) }
	);
	move(body.size);
	return answer;
}

/** What computes the checksums that travel with the bytes; `undefined` where none do. */
export async function checksumsOf({
	options,
	capabilities,
	checksums
}: Transport): Promise<Checksums | undefined> {
	const wanted = (options.integrity ?? true) && capabilities?.features.integrity === 'crc32c';
	return wanted ? checksums() : undefined;
}

export function outcomeOf({ json }: Answer): Outcome {
	const { files, result, token } = json as Partial<UploadSuccess & HeldUpload>;
	return { file: files?.[0], token, result };
}
