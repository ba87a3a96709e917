import type { LiveEnvironment } from './environment.ts';

/** Longest wait for an answer, beyond what the server was asked to wait: 20 s. */
export const ANSWER_MS = 20_000;

/** What a call came to. */
export interface Called<T> {
	/** 0 without an answer. */
	status: number;
	/** With 200 alone. */
	body?: T;
	/** How long the server says to wait. */
	waitMs: number;
}

/**
 * Gets JSON from the mount. Never rejects.
 *
 * @param heldMs How long the server was asked to wait.
 */
export async function call<T>(
	{ after, fetch }: LiveEnvironment,
	url: string,
	signal: AbortSignal,
	heldMs = 0
): Promise<Called<T>> {
	const control = new AbortController();
	const abort = () => control.abort();
	const cancel = after(heldMs + ANSWER_MS, abort);
	signal.addEventListener('abort', abort);
	try {
		const answer = await fetch(url, { headers: { accept: 'application/json' }, signal: control.signal });
		const { status } = answer;
		const waitMs = Number(answer.headers.get('retry-after')) * 1000 || 0;
		return status === 200 ? { status, waitMs, body: await answer.json() } : { status, waitMs };
	} catch {
		return { status: 0, waitMs: 0 };
	} finally {
		signal.removeEventListener('abort', abort);
		cancel();
	}
}
