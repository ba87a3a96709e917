/** Requests that wait for something to happen, each on a connection of its own. */
export interface WaitList {
	/** Ends all waits. */
	wake(): void;
	/** Resolves at the next `wake()`, after `ms`, or when the signal fires. Leaves no timer behind. */
	next(ms: number, signal: AbortSignal): Promise<void>;
}

export function createWaitList(): WaitList {
	const waiting = new Set<() => void>();
	return {
		wake() {
			for (const done of waiting) done();
		},
		async next(ms, signal) {
			if (signal.aborted) return;
			await new Promise<void>((resolve) => {
				const done = () => {
					clearTimeout(timer);
					signal.removeEventListener('abort', done);
					waiting.delete(done);
					resolve();
				};
				const timer = setTimeout(done, ms);
				timer.unref();
				signal.addEventListener('abort', done, { once: true });
				waiting.add(done);
			});
		}
	};
}
