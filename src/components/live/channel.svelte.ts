import { STATE_ONLY } from '../../rules/live.ts';
import type { LiveFileState, PageEvent } from '../../rules/live.ts';
import { tell } from '../uploader/tell.ts';
import { askFiles } from './ask-files.ts';
import { keepConnected } from './connection.ts';
import type { LiveEnvironment } from './environment.ts';
import { createFileStates } from './file-states.ts';
import type { LiveStatus, WatchOptions } from './types.ts';

/** Events whose ids are remembered, so that each is told once: 10,000. */
const MAX_IDS = 10_000;

/** Who uses a {@link Channel}. */
export interface ChannelListener {
	onevent(event: PageEvent): void;
	ongap(): void;
}

/** What one page has to one mount: a connection, however many use it, and what was heard. */
export interface Channel {
	readonly status: LiveStatus;
	/** Where a file is, as it was last heard. */
	file(fileId: string): LiveFileState | undefined;
	/** Takes one more who uses it. Returns what ends that; with the last it ends itself. */
	join(listener: ChannelListener): () => void;
	/** Connects, once. */
	start(): void;
	watch(fileIds: Iterable<string>, watch: WatchOptions): () => void;
}

/** @param onend Called when it has ended: another one may begin. */
export function createChannel(env: LiveEnvironment, url: string, onend: () => void): Channel {
	let status: LiveStatus = $state.raw('connecting');
	const files = createFileStates(env.now);
	const listeners = new Set<ChannelListener>();
	/** Ids of events. */
	const known = new Set<string>();
	/** Files to ask for. */
	const asked = new Set<string>();
	const ending = new AbortController();
	let started = false;
	/** Since when nothing was missed. */
	let since: number | undefined;

	function end(): void {
		ending.abort();
		status = 'closed';
		onend();
	}

	/** What is asked for at the same time goes together. */
	function ask(fileIds: string[]): void {
		if (!asked.size && fileIds.length) {
			queueMicrotask(() => {
				const all = [...asked];
				asked.clear();
				void askFiles(env, url, all, files.answer, ending.signal);
			});
		}
		for (const fileId of fileIds) asked.add(fileId);
	}

	const listener = {
		status(next: LiveStatus) {
			status = next;
			if (next === 'closed') end();
		},
		event(event: PageEvent) {
			if (known.has(event.id)) return;
			known.add(event.id);
			if (known.size > MAX_IDS) known.delete(known.keys().next().value!);
			files.hear(event);
			if (event.id.startsWith(STATE_ONLY)) return;
			for (const { onevent } of listeners) tell(onevent, event);
		},
		missed(first: boolean) {
			since = env.now();
			if (!first) for (const { ongap } of listeners) tell(ongap);
			ask(files.open());
		}
	};

	return {
		get status() {
			return status;
		},
		file: files.get,
		join(listener) {
			listeners.add(listener);
			return () => {
				if (listeners.delete(listener) && !listeners.size) end();
			};
		},
		start() {
			if (started) return;
			started = true;
			keepConnected(env, url, listener, ending.signal);
		},
		watch(fileIds, watch) {
			const ids = [...fileIds];
			const open = ids.filter((fileId) => !files.watch(fileId, watch));
			// Before there is a connection nothing is asked: with the first all are.
			if (since !== undefined && !((watch.since ?? 0) >= since)) ask(open);
			return () => {
				for (const fileId of ids) files.unwatch(fileId, watch);
			};
		}
	};
}
