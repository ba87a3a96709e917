import type { Environment } from './environment.ts';

/** Whether the browser is online. */
export interface Network {
	readonly online: boolean;
	/** Resolves when it is. @throws the signal's reason. */
	until(signal?: AbortSignal): Promise<void>;
}

/** @param ended Aborts when nobody asks any more. */
export function createNetwork(
	{ page, onLine }: Environment,
	ended: AbortSignal,
	onchange: (online: boolean) => void
): Network {
	let online = $state.raw(true);
	const waiting: (() => void)[] = [];
	const look = () => {
		const now = !page || onLine();
		if (online === now) return;
		online = now;
		if (online) for (const go of waiting.splice(0)) go();
		onchange(online);
	};
	if (page) online = onLine();
	for (const event of ['online', 'offline']) page?.addEventListener(event, look, { signal: ended });
	return {
		get online() {
			return online;
		},
		async until(signal) {
			look();
			signal?.throwIfAborted();
			if (!online) await new Promise<void>((resolve) => waiting.push(resolve));
		}
	};
}
