import type { OpenedUpload, UploadStatus } from '../../rules/results.ts';
import { call } from './call.ts';
import { CallError } from './failure.ts';
import type { Job, Transport } from './job.ts';
import { RECORD_TTL_MS } from './resume/claim.ts';
import type { Kept } from './resume/claim.ts';
import { claimInBrowser } from './resume/index.ts';
import { newSession } from './session.ts';
import type { Session } from './session.ts';

/** Smallest slice but the last: what is no longer has nothing to resume. */
const SMALLEST_SLICE_BYTES = 1024 ** 2;

/** The session of an earlier page, else a new one. */
export async function openSession(transport: Transport, job: Job): Promise<Session> {
	const kept = job.source.size > SMALLEST_SLICE_BYTES ? await claimed(transport, job) : undefined;
	let session: Session;
	try {
		session = (await resumed(transport, job, kept)) ?? (await opened(transport, job, kept));
	} catch (thrown) {
		kept?.release();
		throw thrown;
	}
	if (job.signal.aborted) job.late(session);
	else session.save();
	job.signal.throwIfAborted();
	return session;
}

/** What is kept of this very file, unless another tab has it in hand. Never rejects but for the signal. */
async function claimed(transport: Transport, job: Job): Promise<Kept | undefined> {
	const { options, claim = claimInBrowser } = transport;
	const { source, signal, relativePath } = job;
	try {
		const checksums = (options.resume ?? true) && (await transport.checksums());
		if (!checksums) return undefined;
		const scope = [transport.url(), options.hold ?? false, relativePath];
		return await claim(scope, source, (blob) => checksums.crc32c(blob, signal));
	} catch {
		signal.throwIfAborted();
		return undefined;
	}
}

/** What is gone or another user's stays in the store until it expires: that user may come back. */
async function resumed(transport: Transport, job: Job, kept: Kept | undefined): Promise<Session | undefined> {
	for (const record of kept?.records ?? []) {
		try {
			const { json } = await call(transport, { method: 'GET', url: record.url, signal: job.signal }, { job });
			const { received, status, slices, sliceBytes } = json as UploadStatus;
			const same = slices === record.slices && sliceBytes === record.sliceBytes;
			if (same && status !== 'failed') return newSession(transport, record, kept, received);
		} catch (thrown) {
			if (!(thrown instanceof CallError) || thrown.repeatable) throw thrown;
		}
	}
	return undefined;
}

/** The request outlives a stop of the file, so that no session is left that nobody knows. */
async function opened(transport: Transport, job: Job, kept: Kept | undefined): Promise<Session> {
	const { source, relativePath } = job;
	const { name, type, size } = source;
	const { hold } = transport.options;
	const url = `${transport.url()}/uploads`;
	const { json } = await call(
		transport,
		{
			method: 'POST',
			url,
			headers: { 'content-type': 'application/json' },
			body: JSON.stringify({
				name,
				type,
				size,
				hold: hold || undefined,
				relativePath: relativePath || undefined
			})
		},
		{ job }
	);
	const { id, sliceBytes, slices } = json as OpenedUpload;
	const crcs = Array.from({ length: slices }, () => '');
	const expiresAt = Date.now() + RECORD_TTL_MS;
	return newSession(transport, { url: `${url}/${id}`, sliceBytes, slices, crcs, expiresAt }, kept);
}
