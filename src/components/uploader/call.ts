import { backoffMs, sleep } from './backoff.ts';
import { readFailure } from './failure.ts';
import type { Transport } from './job.ts';
import { sendByXhr } from './send.ts';
import type { Answer, SendRequest } from './send.ts';

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
	{ send = sendByXhr, strings, retries, random, online }: Transport,
	request: SendRequest,
	{ once = false, waitSignal = request.signal!, progress = () => 0, onwait, onlost }: CallOptions = {}
): Promise<Answer> {
	let before = progress();
	for (let attempt = 1; ; attempt += 1) {
		const answer = await send(request);
		if (isSuccess(answer)) return answer;
		const failure = readFailure(answer, strings(), once);
		onlost?.();
		if (progress() > before) attempt = 1;
		before = progress();
		if (!failure.repeatable || attempt > retries) throw failure;
		onwait?.(1);
		try {
			if (failure.status === 0) await online(waitSignal);
			await sleep(backoffMs(attempt, random, failure.retryAfterMs), waitSignal);
		} finally {
			onwait?.(-1);
		}
	}
}

function isSuccess({ status, json }: Answer): boolean {
	if (status < 200 || status > 299) return false;
	return status === 204 || (!!json && (json as { success?: boolean }).success !== false);
}
