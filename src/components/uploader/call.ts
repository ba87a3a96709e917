import { backoffMs, sleep } from './backoff.ts';
import { CallError, readFailure, readLoss } from './failure.ts';
import type { Answer, Send, SendRequest } from './send.ts';
import type { UploaderStrings } from './types.ts';

/** What every call of one uploader has in common. */
export interface Caller {
	send: Send;
	strings: UploaderStrings;
	/** Repeats after failures in a row. */
	retries: number;
	random: () => number;
	/** Resolves when the browser is online; told of a lost connection, since `online` may be wrong for a while. */
	online(signal?: AbortSignal): Promise<void>;
}

/** How one call is sent. */
export interface CallOptions {
	/** Stores a file whole: not to be sent twice. */
	once?: boolean;
	/** Ends the waits between tries, not the request: its answer must be known. */
	waitSignal?: AbortSignal;
	/** A count that grows with progress, which gives back the tries. */
	progress?: () => number;
	/** Told `1` when a wait begins and `-1` when it ends. */
	onwait?: (change: 1 | -1) => void;
	/** A try has failed: what left counts no more. */
	onlost?: () => void;
}

/**
 * Sends a request until it has an answer of success, or its tries are used up.
 *
 * @throws CallError for any other answer; the signal's reason.
 */
export async function call(
	caller: Caller,
	request: SendRequest,
	{ once = false, waitSignal = request.signal!, progress = () => 0, onwait, onlost }: CallOptions = {}
): Promise<Answer> {
	let before = progress();
	for (let attempt = 1; ; attempt += 1) {
		const failure = await attemptOne(caller, request, once);
		if (!(failure instanceof CallError)) return failure;
		onlost?.();
		if (progress() > before) attempt = 1;
		before = progress();
		if (!failure.repeatable || attempt > caller.retries) throw failure;
		onwait?.(1);
		try {
			if (failure.status === 0) await caller.online(waitSignal);
			await sleep(backoffMs(attempt, caller.random, failure.retryAfterMs), waitSignal);
		} finally {
			onwait?.(-1);
		}
	}
}

async function attemptOne(caller: Caller, request: SendRequest, once: boolean): Promise<Answer | CallError> {
	let answer: Answer;
	try {
		answer = await caller.send(request);
	} catch (thrown) {
		request.signal?.throwIfAborted();
		return readLoss(thrown, caller.strings, once);
	}
	const success = answer.status === 204 || (answer.json as { success?: boolean })?.success !== false;
	return answer.status >= 200 &&
		answer.status < 300 &&
		success &&
		(answer.json || request.method === 'DELETE')
		? answer
		: readFailure(answer, caller.strings, once);
}
