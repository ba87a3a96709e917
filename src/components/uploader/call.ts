import { backoffMs, sleep } from './backoff.ts';
import { readFailure } from './failure.ts';
import type { Job, Transport } from './job.ts';
import { sendByXhr } from './send.ts';
import type { Answer, SendRequest } from './send.ts';

/** How one call is sent. */
export interface CallOptions {
	/** Shows that it waits while the call is repeated. Its signal ends the waits of a request that has none. */
	job?: Job;
	/** Stores a file whole: not to be sent twice. */
	once?: boolean;
	/** A count that grows with progress, which gives back the tries. */
	progress?: () => number;
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
	{ job, once = false, progress = () => 0, onlost }: CallOptions = {}
): Promise<Answer> {
	const signal = request.signal ?? job?.signal;
	let before = progress();
	job?.flying(1);
	try {
		for (let attempt = 1; ; attempt += 1) {
			const answer = await send(request);
			if (isSuccess(answer)) return answer;
			const failure = readFailure(answer, strings(), once);
			onlost?.();
			if (progress() > before) attempt = 1;
			before = progress();
			if (!failure.repeatable || attempt > retries) throw failure;
			job?.wait(1);
			try {
				if (failure.status === 0) await online(signal);
				await sleep(backoffMs(attempt, random, failure.retryAfterMs), signal);
			} finally {
				job?.wait(-1);
			}
		}
	} finally {
		job?.flying(-1);
	}
}

function isSuccess({ status, json }: Answer): boolean {
	if (status < 200 || status > 299) return false;
	return status === 204 || (!!json && (json as { success?: boolean }).success !== false);
}
