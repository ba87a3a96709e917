import { DEFAULT_CALL_TIMEOUT_MS } from '../api/options.ts';
import { sleep } from '../api/sleep.ts';
import type { UploadSession } from '../api.ts';
import { readStatus } from './upload-status.ts';
import type { UploadCall } from './upload-call.ts';

/** Longest wait that one call asks Fast.io for, in seconds. Kept 5 s below the call's own timeout. */
const MAX_WAIT_SECONDS = 25;
/** Pause between two calls that were answered at once: from 100 ms, growing to 2 s. */
const MIN_PAUSE_MS = 100;
const MAX_PAUSE_MS = 2_000;

/**
 * Reads a session until its file is placed (or held) or has failed, at most for `timeoutMs`. Resolves with what it
 * was last; `onStatus` hears of each step.
 *
 * @throws what reading it fails with: `gone`, `aborted`, `network` and so on.
 */
export async function followSession(
	call: UploadCall,
	options: { timeoutMs: number; signal?: AbortSignal; onStatus?: (session: UploadSession) => void }
): Promise<UploadSession> {
	const { timeoutMs, signal, onStatus } = options;
	const deadline = performance.now() + timeoutMs;
	let pauseMs = MIN_PAUSE_MS;
	let last: UploadSession['status'] | undefined;
	for (;;) {
		const asked = performance.now();
		const session = await readStatus(call, {
			...waiting(call, deadline - asked),
			...(signal ? { signal } : {})
		});
		onStatus?.(session);
		if (hasEnded(call, session) || performance.now() >= deadline) return session;
		pauseMs = session.status === last ? Math.min(MAX_PAUSE_MS, pauseMs * 1.5) : MIN_PAUSE_MS;
		last = session.status;
		await sleep(Math.min(pauseMs - (performance.now() - asked), deadline - performance.now()), signal);
	}
}

/** A session with a target is through when the file has an id. */
export function hasEnded({ ticket }: UploadCall, { status, fileId }: UploadSession): boolean {
	return status === 'failed' || (status === 'complete' && (ticket.hold || fileId !== undefined));
}

function waiting({ definition }: UploadCall, leftMs: number): { waitSeconds?: number } {
	const callMs = definition.fastio.options.timeouts?.callMs ?? DEFAULT_CALL_TIMEOUT_MS;
	const seconds = Math.floor(Math.min(MAX_WAIT_SECONDS, callMs / 1000 - 5, leftMs / 1000));
	return seconds >= 1 ? { waitSeconds: seconds } : {};
}
