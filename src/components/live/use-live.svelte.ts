import type { Live } from './types.ts';

/** The `live` prop of a component. `true`: one for the mount, which ends with the component. */
export type LiveProp = Live | boolean | undefined;

/**
 * The `Live` of a component's prop, once it is there; call it while the component initialises. Nothing of live is loaded
 * without the prop. Where it can't be loaded there is none, and files stay `stored`.
 */
export function useLive(read: () => { live: LiveProp; endpoint?: string | undefined }): {
	readonly current: Live | undefined;
} {
	let current: Live | undefined = $state.raw();
	$effect(() => {
		const { live, endpoint } = read();
		let own: Live | undefined;
		let ended = false;
		if (live === true) {
			import('./create-live.ts').then(
				({ createLive }) => {
					if (!ended) current = own = createLive(endpoint === undefined ? {} : { endpoint });
				},
				() => {}
			);
		} else current = live || undefined;
		return () => {
			ended = true;
			own?.close();
			current = undefined;
		};
	});
	return {
		get current() {
			return current;
		}
	};
}
