import type { UploadPending } from '../../rules/results.ts';
import { sleep } from './backoff.ts';
import { call } from './call.ts';
import { callError } from './failure.ts';
import type { CallError } from './failure.ts';
import type { Core } from './core.ts';
import type { Job, Outcome } from './job.ts';
import { openSession } from './open-session.ts';
import { checksumsOf, outcomeOf, sendBytes } from './send-bytes.ts';
import { doneBytes, sliceSize } from './session.ts';
import type { Session } from './session.ts';

/** How often a session that the server does not have any more is replaced in one run. */
const MAX_RESTARTS = 2;
/** Between two questions whether the file is stored: 1 s. The server itself waits up to 20 s before it says no. */
const POLL_MS = 1_000;

/**
 * Sends a file in slices, three at a time, and goes on where an earlier run or page stopped. Starts afresh where the
 * session is gone. The slice with the highest number goes last, alone, with the checksum of the whole.
 */
export async function sendSlices(core: Core, job: Job): Promise<Outcome> {
	const { item } = job;
	item.resumable = true;
	for (let restarts = 0; ; restarts += 1) {
		try {
			return await sendOnce(core, job);
		} catch (thrown) {
			job.signal.throwIfAborted();
			const { code } = thrown as CallError;
			if (!['gone', 'checksum-mismatch'].includes(code)) throw thrown;
			item.session?.forget();
			item.session = undefined;
			job.startAt(0, true);
			if (code !== 'gone' || restarts >= MAX_RESTARTS) throw thrown;
		}
	}
}

async function sendOnce(core: Core, job: Job): Promise<Outcome> {
	const { item, signal } = job;
	const session = item.session ?? (await openSession(core, job));
	const { done, unverified, record } = session;
	job.startAt(doneBytes(session, item.source.size));
	const missing = record.crcs.map((_, index) => index + 1).filter((n) => !done.has(n));
	const todo = [...missing, ...unverified];
	for (const part of [todo.filter((n) => n < record.slices), todo.filter((n) => n === record.slices)]) {
		await settle(core, job, session, part);
	}
	const outcome = await complete(core, job, session);
	if (!signal.aborted) finish(job, session, outcome);
	return outcome;
}

/** A held upload is its session: it stays until its form is sent. */
function finish(job: Job, session: Session, { token }: Outcome): void {
	if (token !== undefined) return session.forget();
	session.end(true);
	job.item.session = undefined;
}

/** Settles slices side by side. The first that fails stops the others. */
async function settle(core: Core, job: Job, session: Session, numbers: readonly number[]): Promise<void> {
	const group = new AbortController();
	const signal = AbortSignal.any([job.signal, group.signal]);
	const rest = numbers.values();
	const lane = async () => {
		for (const n of rest) await settleSlice(core, job, session, n, signal);
	};
	try {
		await Promise.all(Array.from({ length: core.slicesInFlight }, lane));
	} catch (thrown) {
		group.abort(thrown);
		throw thrown;
	}
}

/** Sends one slice, or makes sure that the one that is there is still that of this file. */
async function settleSlice(
	core: Core,
	job: Job,
	{ record, done, unverified, kept }: Session,
	n: number,
	signal: AbortSignal
): Promise<void> {
	const { url, crcs, sliceBytes, slices } = record;
	const { source } = job.item;
	const body = source.slice((n - 1) * sliceBytes, n * sliceBytes);
	const checksums = await checksumsOf(core);
	const crc32c = await checksums?.crc32c(body, signal);
	const before = crcs[n - 1];
	if (crc32c) crcs[n - 1] = crc32c;
	if (unverified.has(n)) {
		if (before && crc32c && before !== crc32c) {
			throw callError('The file has changed.', { code: 'gone', status: 410, repeatable: false });
		}
		unverified.delete(n);
		return;
	}
	const whole =
		n === slices && crcs.every(Boolean)
			? checksums?.combine(
					crcs.map((crc, index) => ({ crc32c: crc, bytes: sliceSize(record, index + 1, source.size) }))
				)
			: undefined;
	const headers = { 'x-fastio-crc32c': crc32c, 'x-fastio-file-crc32c': whole };
	await sendBytes(core, job, { method: 'PUT', url: `${url}/chunks/${n}`, headers, body, signal }, { done });
	done.add(n);
	kept?.save(record);
}

/** Has the server store the file, and asks until it has. */
async function complete(core: Core, job: Job, { record }: Session): Promise<Outcome> {
	job.stage('assembling');
	for (;;) {
		const url = `${record.url}/complete`;
		const answer = await call(core, { method: 'POST', url }, job);
		if (answer.status !== 202) return outcomeOf(answer);
		job.stage((answer.json as UploadPending).status);
		await sleep(POLL_MS, job.signal);
	}
}
