import type { HeldUpload, UploadSuccess } from '../../rules/results.ts';
import type { Checksums } from '../integrity/types.ts';
import { call } from './call.ts';
import type { CallOptions } from './call.ts';
import type { Core } from './core.ts';
import type { Job, Outcome } from './job.ts';
import type { Answer, SendRequest } from './send.ts';

/** Sends bytes of a file, and shows how many have left. Where the request stores the file (`once`), the server does so then. */
export async function sendBytes(
	core: Core,
	job: Job,
	request: SendRequest & { body: Blob },
	options: CallOptions
): Promise<Answer> {
	const { size } = request.body;
	let sent = 0;
	const onsent = (bytes: number) => {
		job.move(bytes - sent);
		sent = bytes;
		if (sent === size && options.once) job.stage('storing');
	};
	const headers = { 'content-type': 'application/octet-stream', ...request.headers };
	const answer = await call(core, { ...request, headers, onsent }, job, options);
	onsent(size);
	return answer;
}

/** What computes the checksums that travel with the bytes; `undefined` where none do. */
export async function checksumsOf(core: Core): Promise<Checksums | void> {
	const { integrity = true } = core.options;
	if (integrity && core.capabilities!.features.integrity) return core.checksums();
}

export function outcomeOf({ json }: Answer): Outcome {
	const { files, result, token } = json as Partial<UploadSuccess & HeldUpload>;
	return { file: files?.[0], token, result };
}
