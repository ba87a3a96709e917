import type { Environment } from './environment.ts';

/** Whether the browser is online. */
export interface Network {
	readonly online: boolean;
	/** Resolves when it is; told of a lost connection, since `online` may be wrong for a while. @throws the signal's reason. */
	until(signal?: AbortSignal): Promise<void>;
}

/** @param ended Aborts when nobody asks any more. */
export function createNetwork(
	{ page, onLine }: Environment,
	ended: AbortSignal,
	onchange: () => void
): Network {
	const now = () => !page || onLine();
	let online = $state.raw(now());
	const look = () => {
		if (online === now()) return;
		online = !online;
		onchange();
	};
	for (const event of ['online', 'offline']) page?.addEventListener(event, look, { signal: ended });
	return {
		get online() {
			return online;
		},
		async until(signal) {
			look();
			signal?.throwIfAborted();
			if (!online) await new Promise((resolve) => page!.addEventListener('online', resolve, { once: true }));
		}
	};
}
