import type { Live } from './types.ts';

/** The `live` prop of a component. `true`: one for the mount, which ends with the component. */
export type LiveProp = Live | boolean | undefined;

/**
 * Calls back with the `Live` of a component's prop, and again with another; call it while the component initialises. What
 * `use` returns is called when that one is no longer used. Nothing of live is loaded without.
 */
export function useLive(
	read: () => { live: LiveProp; endpoint?: string | undefined },
	use: (live: Live) => void | (() => void)
): void {
	$effect(() => {
		const { live, endpoint } = read();
		if (!live) return;
		if (live !== true) return use(live);
		let ended = false;
		let end = () => void (ended = true);
		import('./create-live.ts').then(
			({ createLive }) => {
				if (ended) return;
				const own = createLive(endpoint === undefined ? {} : { endpoint });
				const stop = use(own);
				end = () => {
					stop?.();
					own.close();
				};
			},
			// Files stay `stored` then.
			() => {}
		);
		return () => end();
	});
}
