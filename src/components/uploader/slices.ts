import type { UploadPending } from '../../rules/results.ts';
import { sleep } from './backoff.ts';
import { call } from './call.ts';
import { CallError } from './failure.ts';
import type { Job, Outcome, Transport } from './job.ts';
import { openSession } from './open-session.ts';
import { checksumsOf, outcomeOf, sendBytes } from './send-bytes.ts';
import { doneBytes, sliceSize } from './session.ts';
import type { Session } from './session.ts';

/** How often a session that the server does not have any more is replaced in one run. */
const MAX_RESTARTS = 2;
/** From one question whether the file is stored to the next, at least: 1 s. The server itself waits up to 20 s before it says no. */
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
			job.session?.forget();
			job.session = undefined;
			job.startAt(0, true);
			if (thrown.code !== 'gone' || restarts >= MAX_RESTARTS) throw thrown;
		}
	}
}

async function sendOnce(transport: Transport, job: Job): Promise<Outcome> {
	const { source, signal } = job;
	const session = (job.session ??= await openSession(transport, job));
	const { done, unverified, record } = session;
	job.startAt(doneBytes(session, source.size));
	const missing = record.crcs.map((_, index) => index + 1).filter((n) => !done.has(n));
	const todo = [...missing, ...unverified];
	const isLast = (n: number) => n === record.slices;
	await settle(
		transport,
		job,
		session,
		todo.filter((n) => !isLast(n))
	);
	await settle(transport, job, session, todo.filter(isLast));
	const outcome = await complete(transport, job, session);
	if (!signal.aborted) finish(job, session, outcome);
	return outcome;
}

/** A held upload is its session: it stays until its form is sent. */
function finish(job: Job, session: Session, { token }: Outcome): void {
	if (token !== undefined) return session.forget();
	session.end(true);
	job.session = undefined;
}

/** Settles slices side by side. The first that fails stops the others. */
async function settle(
	transport: Transport,
	job: Job,
	session: Session,
	numbers: readonly number[]
): Promise<void> {
	const group = new AbortController();
	const signal = AbortSignal.any([job.signal, group.signal]);
	const rest = numbers.values();
	const lane = async () => {
		for (const n of rest) await settleSlice(transport, job, session, n, signal);
	};
	try {
		await Promise.all(Array.from({ length: transport.slicesInFlight }, lane));
	} catch (thrown) {
		group.abort(thrown);
		throw thrown;
	}
}

/** Sends one slice, or makes sure that the one that is there is still that of this file. */
async function settleSlice(
	transport: Transport,
	job: Job,
	{ record, done, unverified, save }: Session,
	n: number,
	signal: AbortSignal
): Promise<void> {
	const { url, crcs, sliceBytes, slices } = record;
	const { source } = job;
	const body = source.slice((n - 1) * sliceBytes, n * sliceBytes);
	const checksums = await checksumsOf(transport);
	const crc32c = await checksums?.crc32c(body, signal);
	const before = crcs[n - 1];
	if (crc32c) crcs[n - 1] = crc32c;
	if (unverified.has(n)) {
		if (before && crc32c && before !== crc32c)
			throw new CallError('gone', 'The file has changed.', 410, false);
		unverified.delete(n);
		return;
	}
	const whole =
		n === slices && crcs.every(Boolean)
			? checksums?.combine(
					crcs.map((crc, index) => ({ crc32c: crc, bytes: sliceSize(record, index + 1, source.size) }))
				)
			: undefined;
	const headers = {
		...(crc32c && { 'x-fastio-crc32c': crc32c }),
		...(whole && { 'x-fastio-file-crc32c': whole })
	};
	await sendBytes(
		transport,
		job,
		{ method: 'PUT', url: `${url}/chunks/${n}`, headers, body, signal },
		{ progress: () => done.size }
	);
	done.add(n);
	save();
}

/** Has the server store the file, and asks until it has. */
async function complete(transport: Transport, job: Job, { record }: Session): Promise<Outcome> {
	const { signal } = job;
	job.stage('assembling');
	for (;;) {
		const askedAtMs = transport.now();
		const url = `${record.url}/complete`;
		const answer = await call(transport, { method: 'POST', url, signal }, { job });
		if (answer.status !== 202) return outcomeOf(answer);
		job.stage((answer.json as UploadPending).status);
		await sleep(askedAtMs + POLL_MS - transport.now(), signal);
	}
}
