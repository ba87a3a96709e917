import type { Core } from './core.ts';
import type { Definition } from './definition.svelte.ts';
import { checkCandidate, refuse } from './intake.ts';
import type { Item } from './item.svelte.ts';
import { createLeaveGuard } from './leave-guard.ts';
import { allows } from './states.ts';
import type { FileAction } from './states.ts';
import { tell } from './tell.ts';
import type { FileState } from './types.ts';

/** Progress is shown so often: every 100 ms, by one timer for all files. */
const SHOW_MS = 100;

/** Which files are under way, which is next, and what can be done to them. */
export interface Work {
	/** Does it where it means something. */
	act(item: Item, action: FileAction | 'remove'): void;
	/** The same to every file, or to those in one status. */
	each(action: FileAction, status?: FileState['status']): void;
	/** Takes files off the list, and leaves nothing of them upstream. */
	drop(gone: (item: Item) => boolean): void;
	/** Lets queued files start, also where they don't by themselves. */
	start(): void;
	/** Nothing starts (1) before it has been called with -1 as often: files come, or many of them change. */
	hold(change: 1 | -1): void;
	/** Starts what may start. `all`: a file that could not start before may now. */
	pump(all?: boolean): void;
	/** Resolves when nothing is queued or under way. */
	settled(): Promise<void>;
	/** Stops what the lost connection stops. */
	wentOffline(): void;
}

/** @param concurrency Files under way at a time. */
export function createWork(core: Core, definition: Definition, concurrency: number): Work {
	const { list, ended, options, network, now, page } = core;
	const { autoStart = true, warnOnLeave = true } = options;
	const guard = createLeaveGuard(warnOnLeave ? page : undefined, ended);
	const active = new Set<Item>();
	/** Whether queued files start. */
	let running = autoStart;
	let held = 0;
	let waiting: (() => void)[] = [];
	/** Files before this place can't start. */
	let from = 0;
	let resting = true;
	let timer: ReturnType<typeof setInterval> | undefined;

	const known: Record<FileAction, (item: Item) => void> = {
		pause: (item) => halt(item, 'paused'),
		resume(item) {
			item.queue();
			pump(true);
		},
		retry(item) {
			// It counted for nothing meanwhile.
			const error = item.own.status === 'cancelled' && checkCandidate(core, item);
			if (error) return refuse(core, new Map([[item, error]]));
			// A held file comes here when its token is no longer good.
			if (item.own.status === 'stored') item.session = undefined;
			if (!item.session) item.sentBytes = 0;
			item.queue();
			start();
		},
		cancel(item) {
			stop(item);
			item.set({ status: 'cancelled' });
			item.discard();
			item.sentBytes = 0;
			tell(options.oncancelled, item as never);
			pump();
		}
	};

	function pump(all?: boolean): void {
		if (all) from = 0;
		if (ended.aborted || held > 0) return;
		const { files } = list;
		const most = running && network.online ? concurrency : 0;
		while (active.size < most && from < files.length) {
			const item = files[from++]!;
			const { own } = item;
			if (own.status !== 'queued' || own.waiting || item.control) continue;
			active.add(item);
			void run(item);
		}
		if (active.size > 0) timer ??= setInterval(show, SHOW_MS);
		else if (timer) show();
		rest();
	}
	async function run(item: Item): Promise<void> {
		const { signal } = (item.control = new AbortController());
		const end = await definition.send(item, signal);
		if (!signal.aborted) {
			stop(item);
			item.set(end);
			if (end.status === 'failed') tell(options.onfailed, item as never, end.error);
			else tell(options.onuploaded, item as never);
		}
		pump();
	}
	/** Ends with the last file. */
	function show(): void {
		const over = active.size === 0 || ended.aborted;
		for (const item of active) item.show?.();
		list.sample(now(), over);
		if (!over) return;
		clearInterval(timer);
		timer = undefined;
	}
	function rest(): void {
		const { queued, paused, active: underWay, files } = list.counts;
		guard(underWay + (running ? queued - paused : 0) > 0);
		const rested = resting;
		resting = queued + underWay + held === 0;
		if (!resting) return;
		for (const resolve of waiting) resolve();
		waiting = [];
		if (rested) return;
		running = autoStart;
		if (files > 0) tell(options.onidle, list.totals);
	}

	/** Stops a file where it is. */
	function halt(item: Item, waits?: 'paused'): void {
		stop(item);
		item.queue(waits);
		pump();
	}
	function stop(item: Item): void {
		item.control?.abort();
		item.control = undefined;
		active.delete(item);
	}
	function start(): void {
		running = true;
		pump(true);
	}
	function drop(gone: (item: Item) => boolean): void {
		for (const item of list.drop(gone)) item.discard();
		pump(true);
	}
	function act(item: Item, action: FileAction | 'remove'): void {
		if (action === 'remove') {
			act(item, 'cancel');
			drop((other) => other === item);
		} else if (allows(item.own, action)) known[action](item);
	}

	return {
		act,
		each(action, status) {
			held += 1;
			for (const item of list.files) {
				if (!status || item.own.status === status) act(item, action);
			}
			held -= 1;
			pump(true);
		},
		drop,
		start,
		hold: (change) => (held += change),
		pump,
		settled: () =>
			new Promise((resolve) => {
				waiting.push(resolve);
				rest();
			}),
		wentOffline() {
			// One request that is all sent may have been stored: its answer is waited for.
			for (const item of active) {
				if (item.session || item.own.status !== 'storing') halt(item);
			}
		}
	};
}
