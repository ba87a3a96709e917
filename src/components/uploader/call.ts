import { backoffMs, sleep } from './backoff.ts';
import { readFailure } from './failure.ts';
import type { Core } from './core.ts';
import type { Job } from './job.ts';
import { sendByXhr } from './send.ts';
import type { Answer, SendRequest } from './send.ts';

/** How one call is repeated. */
export interface CallOptions {
	/** Stores a file whole: not to be sent twice. */
	once?: boolean;
	/** What grows meanwhile with progress, which gives back the tries. */
	done?: ReadonlySet<unknown>;
}

/**
 * Sends a request until it has an answer of success, or its tries are used up.
 *
 * @param job Shows that it waits while the call is repeated. Its signal ends the waits, and a request that names none.
 * @throws CallError for any other answer; the signal's reason.
 */
export async function call(
	{ send = sendByXhr, strings, retries, random, network }: Core,
	request: SendRequest,
	job?: Job,
	{ once = false, done }: CallOptions = {}
): Promise<Answer> {
	const { signal = job?.signal } = request;
	let before = done?.size;
	job?.flying(1);
	try {
		for (let attempt = 1; ; attempt += 1) {
			// What left with a try before counts no more.
			request.onsent?.(0);
			const answer = await send({ signal: job?.signal, ...request });
			if (isSuccess(answer)) return answer;
			const failure = readFailure(answer, strings(), once);
			if (done?.size !== before) attempt = 1;
			before = done?.size;
			if (!failure.repeatable || attempt > retries) throw failure;
			job?.wait(1);
			try {
				if (failure.status === 0) await network.until(signal);
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
	return status >= 200 && status < 300 && !!json && (json as { success?: boolean }).success !== false;
}
