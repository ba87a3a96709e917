import type { OpenedUpload, UploadStatus } from '../../rules/results.ts';
import { call } from './call.ts';
import type { CallError } from './failure.ts';
import type { Core } from './core.ts';
import type { Item } from './item.svelte.ts';
import type { Job } from './job.ts';
import { RECORD_TTL_MS } from './resume/claim.ts';
import type { Kept } from './resume/claim.ts';
import { claimInBrowser } from './resume/index.ts';
import { newSession } from './session.ts';
import type { Session } from './session.ts';

/** Smallest slice but the last: what is no longer has nothing to resume. */
const SMALLEST_SLICE_BYTES = 1024 ** 2;

/** The session of an earlier page, else a new one; the file has it then. */
export async function openSession(core: Core, job: Job): Promise<Session> {
	const kept = job.item.source.size > SMALLEST_SLICE_BYTES ? await claimed(core, job) : undefined;
	let session: Session;
	try {
		session = (await resumed(core, job, kept)) ?? (await opened(core, job, kept));
	} catch (thrown) {
		kept?.release();
		throw thrown;
	}
	const { item, signal } = job;
	if (!signal.aborted || isWaiting(core, item)) {
		item.session = session;
		kept?.save(session.record);
	} else if (core.ended.aborted) {
		kept?.save(session.record);
		kept?.release();
	} else session.end(false);
	signal.throwIfAborted();
	return session;
}

/** A file that was stopped while its session was opened goes on with it later, unless it already has another or is gone. */
function isWaiting({ list }: Core, item: Item): boolean {
	return item.own.status === 'queued' && !item.session && !item.control && list.files.includes(item);
}

/** What is kept of this very file, unless another tab has it in hand. Never rejects but for the signal. */
async function claimed(core: Core, job: Job): Promise<Kept | undefined> {
	const { claim = claimInBrowser } = core;
	const { resume = true, hold = false } = core.options;
	const { signal } = job;
	const { source, relativePath } = job.item;
	try {
		const checksums = resume && (await core.checksums());
		if (!checksums) return undefined;
		const scope = [core.url(), hold, relativePath];
		return await claim(scope, source, (blob) => checksums.crc32c(blob, signal));
	} catch {
		signal.throwIfAborted();
		return undefined;
	}
}

/** A record that is no longer good is deleted; another user's stays until it expires, since that user may come back. */
async function resumed(core: Core, job: Job, kept: Kept | undefined): Promise<Session | undefined> {
	for (const record of kept?.records ?? []) {
		try {
			const { json } = await call(core, { method: 'GET', url: record.url }, job);
			const { received, status, slices, sliceBytes } = json as UploadStatus;
			const same = slices === record.slices && sliceBytes === record.sliceBytes;
			if (same && status !== 'failed') return newSession(core, record, kept, received);
			kept?.forget(record);
		} catch (thrown) {
			const { code, repeatable } = thrown as CallError;
			if (repeatable !== false) throw thrown;
			if (code === 'gone') kept?.forget(record);
		}
	}
	return undefined;
}

/** The request outlives a stop of the file, so that no session is left that nobody knows. */
async function opened(core: Core, job: Job, kept: Kept | undefined): Promise<Session> {
	const { source, relativePath } = job.item;
	const { name, type, size } = source;
	const { hold = false } = core.options;
	const url = `${core.url()}/uploads`;
	const { json } = await call(
		core,
		{
			method: 'POST',
			url,
			headers: { 'content-type': 'application/json' },
			body: JSON.stringify({ name, type, size, hold, relativePath }),
			signal: undefined
		},
		job
	);
	const { id, sliceBytes, slices } = json as OpenedUpload;
	const crcs = Array<string>(slices).fill('');
	const expiresAt = Date.now() + RECORD_TTL_MS;
	return newSession(core, { url: `${url}/${id}`, sliceBytes, slices, crcs, expiresAt }, kept);
}
