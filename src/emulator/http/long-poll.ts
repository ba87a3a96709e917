import type { WaitList } from '../wait-list.ts';
import type { Exchange } from './exchange.ts';
import { Disconnected } from './refusal.ts';

/**
 * Holds a request until there is something to tell or the time is over. Ends at once when the client goes away, and
 * with it when the emulator closes or resets, which cut all connections.
 *
 * @param ready asked at the start and each time the list wakes.
 * @throws Disconnected when there is nobody left to answer.
 */
export async function holdRequest(
	x: Exchange,
	{ waiting, ready, waitMs }: { waiting: WaitList; ready: () => boolean; waitMs: number }
): Promise<void> {
	if (waitMs <= 0 || ready()) return;
	const gone = new AbortController();
	const abort = () => gone.abort();
	x.res.once('close', abort);
	if (x.res.destroyed || x.req.socket.destroyed) abort();
	const endsAt = performance.now() + waitMs;
	try {
		for (let left = waitMs; left > 0 && !ready(); left = endsAt - performance.now()) {
			await waiting.next(left, gone.signal);
			if (gone.signal.aborted) throw new Disconnected();
		}
	} finally {
		x.res.off('close', abort);
	}
}
