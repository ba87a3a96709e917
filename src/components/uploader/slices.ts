import type { OpenedUpload, UploadPending, UploadStatus } from '../../rules/results.ts';
import { sleep } from './backoff.ts';
import { call } from './call.ts';
import type { CallOptions } from './call.ts';
import { CallError } from './failure.ts';
import { outcomeOf } from './job.ts';
import type { Job, Outcome, Transport } from './job.ts';
import type { Kept } from './resume/claim.ts';
import type { Answer, SendRequest } from './send.ts';
import { doneBytes, newSession, sliceSize } from './session.ts';
import type { Session } from './session.ts';

/** Smallest slice but the last: what is no longer has nothing to resume. */
const SMALLEST_SLICE_BYTES = 1024 ** 2;
/** How often a session that the server does not have any more is replaced in one run. */
const MAX_RESTARTS = 2;
/** Least time between two questions whether the file is stored: 1 s. The server itself waits up to 20 s. */
const POLL_MS = 1_000;

/**
 * Sends a file in slices, three at a time, and goes on where an earlier run or page stopped. Starts afresh where the
 * session is gone. The slice with the highest number goes last, alone, with the checksum of the whole.
 */
export async function sendSlices(transport: Transport, job: Job): Promise<Outcome> {
	job.resumable(true);
	for (let restarts = 0; ; restarts += 1) {
		try {
			return await sendOnce(transport, job);
		} catch (thrown) {
			job.signal.throwIfAborted();
			const gone = thrown instanceof CallError && ['gone', 'checksum-mismatch'].includes(thrown.code);
			if (!gone) throw thrown;
			await job.session?.kept?.forget();
			job.session = undefined;
			job.startAt(0, true);
			if (thrown.code !== 'gone' || restarts >= MAX_RESTARTS) throw thrown;
		}
	}
}

async function sendOnce(transport: Transport, job: Job): Promise<Outcome> {
	const { size, signal } = job;
	const session = (job.session ??= await begin(transport, job));
	job.startAt(doneBytes(session, size));
	const last = session.slices;
	const todo: number[] = [];
	for (let n = 1; n < last; n += 1) if (!session.done.has(n)) todo.push(n);
	for (const n of session.unverified) if (n < last) todo.push(n);
	todo.reverse();

	const group = new AbortController();
	const both = AbortSignal.any([signal, group.signal]);
	const lane = async () => {
		try {
			for (let n = todo.pop(); n; n = todo.pop()) await settleSlice(transport, job, session, n, both);
		} catch (thrown) {
			group.abort(thrown);
			throw thrown;
		}
	};
	const lanes = Math.min(transport.slicesInFlight, todo.length);
	await Promise.all(Array.from({ length: lanes }, lane));
	if (!session.done.has(last) || session.unverified.has(last)) {
		await settleSlice(transport, job, session, last, signal);
	}
	return complete(transport, job, session);
}

/** Sends one slice, or makes sure that the one that is there is still that of this file. */
async function settleSlice(
	transport: Transport,
	job: Job,
	session: Session,
	n: number,
	signal: AbortSignal
): Promise<void> {
	const from = (n - 1) * session.sliceBytes;
	const bytes = sliceSize(session, n, job.size);
	const body = job.source.slice(from, from + bytes);
	const checksums = transport.integrity ? await transport.checksums() : undefined;
	const crc32c = await checksums?.crc32c(body, signal);
	if (session.unverified.has(n)) {
		const before = session.crcs[n - 1];
		if (before && crc32c && before !== crc32c) throw changed();
		session.unverified.delete(n);
		return;
	}
	session.crcs[n - 1] = crc32c;
	const whole = n === session.slices && checksums ? wholeOf(session, job.size, checksums.combine) : undefined;
	let sent = 0;
	const move = (to: number) => {
		if (signal.aborted) return;
		job.move(to - sent);
		sent = to;
	};
	await request(
		transport,
		job,
		{
			method: 'PUT',
			url: `${urlOf(transport, session)}/chunks/${n}`,
			headers: {
				'content-type': 'application/octet-stream',
				...(crc32c && { 'x-fastio-crc32c': crc32c }),
				...(whole && { 'x-fastio-file-crc32c': whole })
			},
			body,
			signal,
			onsent: (loaded) => move(Math.min(loaded, bytes))
		},
		{ onlost: () => move(0), progress: () => session.done.size }
	);
	move(bytes);
	session.done.add(n);
	session.kept?.save(session);
}

function wholeOf(
	session: Session,
	size: number,
	combine: (parts: Iterable<{ crc32c: string; bytes: number }>) => string
): string | undefined {
	const parts = Array.from({ length: session.slices }, (_, index) => ({
		crc32c: session.crcs[index] ?? '',
		bytes: sliceSize(session, index + 1, size)
	}));
	return parts.every(({ crc32c }) => crc32c) ? combine(parts) : undefined;
}

/** The session of an earlier page, else a new one. */
async function begin(transport: Transport, job: Job): Promise<Session> {
	const kept = job.size > SMALLEST_SLICE_BYTES ? await claim(transport, job) : undefined;
	try {
		return (kept?.record && (await resumed(transport, job, kept))) || (await opened(transport, job, kept));
	} catch (thrown) {
		kept?.release();
		throw thrown;
	}
}

/** What is kept of this very file, unless another tab has it in hand. Never rejects but for the signal. */
async function claim({ resume, checksums, url, hold }: Transport, job: Job): Promise<Kept | undefined> {
	const { source, signal, relativePath } = job;
	try {
		const [store, sums] = [await resume?.(), await checksums()];
		if (!store || !sums) return undefined;
		const scope = JSON.stringify([url, hold, relativePath]);
		return await store.claim(scope, source, (blob) => sums.crc32c(blob, signal));
	} catch {
		signal.throwIfAborted();
		return undefined;
	}
}

async function resumed(transport: Transport, job: Job, kept: Kept): Promise<Session | undefined> {
	const record = kept.record!;
	const session = newSession(record, kept, endOf(transport), [...record.crcs]);
	try {
		const url = urlOf(transport, session);
		const { json } = await request(transport, job, { method: 'GET', url, signal: job.signal });
		const { received, status, slices, sliceBytes } = json as UploadStatus;
		if (status === 'failed' || slices !== session.slices || sliceBytes !== session.sliceBytes)
			return undefined;
		session.done = new Set(received);
		session.unverified = new Set(received);
		job.startAt(doneBytes(session, job.size));
		return session;
	} catch (thrown) {
		// Expired, cancelled, or another visitor's.
		if (thrown instanceof CallError && !thrown.repeatable) return undefined;
		throw thrown;
	}
}

/** The request outlives a stop of the file, so that no session is left that nobody knows. */
async function opened(transport: Transport, job: Job, kept: Kept | undefined): Promise<Session> {
	const { source, size, relativePath, signal } = job;
	const { hold, url } = transport;
	const body = JSON.stringify({
		name: source.name,
		type: source.type,
		size,
		...(hold && { hold }),
		...(relativePath && { relativePath })
	});
	const headers = { 'content-type': 'application/json' };
	const { json } = await request(
		transport,
		job,
		{ method: 'POST', url: `${url}/uploads`, headers, body },
		{ waitSignal: signal }
	);
	const session = newSession(json as OpenedUpload, kept, endOf(transport));
	if (signal.aborted) {
		job.late(session);
		throw signal.reason;
	}
	kept?.save(session);
	return session;
}

/** Has the server store the file, and asks until it has. */
async function complete(transport: Transport, job: Job, session: Session): Promise<Outcome> {
	const { signal } = job;
	job.stage('assembling');
	for (;;) {
		const asked = performance.now();
		const url = `${urlOf(transport, session)}/complete`;
		const { status, json } = await request(transport, job, { method: 'POST', url, signal });
		if (status !== 202) return outcomeOf(json);
		job.stage((json as UploadPending).status);
		await sleep(POLL_MS - (performance.now() - asked), signal);
	}
}

/** What the uploader's `cancel` and the end of an upload send: `?keep=file` leaves what is stored. */
function endOf(transport: Transport): (id: string, keep: boolean) => void {
	return (id, keep) => {
		const url = urlOf(transport, { id }) + (keep ? '?keep=file' : '');
		call(transport.caller, { method: 'DELETE', url, keepalive: true }).catch(() => {});
	};
}

async function request(
	transport: Transport,
	job: Job,
	sending: SendRequest,
	options: CallOptions = {}
): Promise<Answer> {
	job.flying(1);
	try {
		return await call(transport.caller, sending, { ...options, onwait: (change) => job.wait(change) });
	} finally {
		job.flying(-1);
	}
}

function urlOf({ url }: Transport, { id }: { id: string }): string {
	return `${url}/uploads/${id}`;
}

function changed(): CallError {
	return new CallError('gone', 'The file has changed.', { status: 410, ours: true, repeatable: false });
}
