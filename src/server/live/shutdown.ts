const SIGNALS = ['SIGTERM', 'SIGINT'] as const;

interface Emitter {
	listenerCount(event: string): number;
	once(event: string, listener: () => void): void;
	off(event: string, listener: () => void): void;
}

/**
 * Calls `end` when the process is told to stop: adapter-node waits up to 30 s for open answers then, and a stream of
 * events would never end by itself. Only where somebody listens for the signal already: the first listener takes away
 * Node's own way of ending. Returns what undoes it.
 */
export function onShutdown(end: () => void): () => void {
	const { process } = globalThis as { process?: Partial<Emitter> };
	if (!process?.listenerCount || !process.once || !process.off) return () => {};
	const emitter = process as Emitter;
	const heard = SIGNALS.filter((name) => emitter.listenerCount(name) > 0);
	for (const name of heard) emitter.once(name, end);
	return () => {
		for (const name of heard) emitter.off(name, end);
	};
}
