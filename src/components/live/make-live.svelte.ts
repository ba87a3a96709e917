import { untrack } from 'svelte';
import type { PageEvent } from '../../rules/live.ts';
import { createChannel } from './channel.svelte.ts';
import type { Channel } from './channel.svelte.ts';
import type { LiveEnvironment } from './environment.ts';
import { createRowStates } from './row-states.ts';
import type { Live, LiveOptions } from './types.ts';

/** Events that are kept, unless the options say otherwise. */
const DEFAULT_EVENTS = 200;

/** The connections of this page, by address: one for each, however many use it. */
const channels = new Map<string, Channel>();

/** `createLive` with what it takes from the browser; `undefined` on the server. */
export function makeLive(
	options: LiveOptions,
	env: LiveEnvironment | undefined,
	defaultEndpoint: () => string
): Live {
	const { events: kept = DEFAULT_EVENTS, onevent, ongap, autoConnect = true, endpoint } = options;
	let events: readonly PageEvent[] = $state.raw([]);
	const channel = env && channelOf(env, `${(endpoint ?? defaultEndpoint()).replace(/\/$/u, '')}/live`);
	const leave = channel?.join({
		onevent(event) {
			events = [...events, event].slice(-kept);
			onevent?.(event);
		},
		ongap: () => ongap?.()
	});
	const ends = new Set<() => void>();
	let connected = $state.raw(false);
	function connect(): void {
		connected = true;
		channel?.start();
	}
	if (autoConnect) connect();

	const live: Live = {
		get status() {
			return connected ? (channel?.status ?? 'connecting') : 'closed';
		},
		get events() {
			return events;
		},
		file: (fileId) => channel?.file(fileId),
		// What is known is read at once, and must not start an effect again that watches.
		watch: (fileIds, watch = {}) => untrack(() => channel?.watch(fileIds, watch) ?? (() => {})),
		follow(uploader) {
			const rows = createRowStates(live, env ? env.now : () => 0);
			// Numbers change ten times a second, these few times.
			const stored = $derived(uploader.totals.stored);
			const end = $effect.root(() => {
				$effect(() => {
					void stored;
					const { files } = uploader;
					untrack(() => rows.look(files as never));
				});
				return rows.end;
			});
			const stop = () => {
				ends.delete(stop);
				end();
			};
			ends.add(stop);
			return stop;
		},
		connect,
		clear: () => void (events = []),
		close() {
			connected = false;
			for (const end of ends) end();
			leave?.();
		}
	};
	return live;
}

function channelOf(env: LiveEnvironment, url: string): Channel {
	const known = channels.get(url);
	if (known) return known;
	const channel = createChannel(env, url, () => channels.delete(url));
	channels.set(url, channel);
	return channel;
}
