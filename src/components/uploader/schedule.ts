import type { Item } from './item.svelte.ts';
import type { List } from './list.svelte.ts';

/** Progress is shown so often: every 100 ms, by one timer for all files. */
const SHOW_MS = 100;

/** What a {@link Schedule} is told and tells. */
export interface ScheduleOptions {
	/** Files under way at a time. */
	concurrency: number;
	/** What `running` is at first, and again after each rest. */
	autoStart: boolean;
	online: () => boolean;
	now: () => number;
	/** Starts a file; never throws. */
	run: (item: Item) => void;
	/** Nothing is left to do. */
	onrest: () => void;
}

/** Which file of the list is under way, and which is next. */
export interface Schedule {
	readonly active: Set<Item>;
	/** Whether queued files start. */
	running: boolean;
	/** Calls of `add` under way: nothing starts before all is in. */
	adding: number;
	/** Starts what may start. `all`: a file that could not start before may now. */
	pump(all?: boolean): void;
	/** Resolves when nothing is queued or under way. */
	settled(): Promise<void>;
}

/** @param ended Aborts when nothing is to start any more. */
export function createSchedule(
	list: List,
	ended: AbortSignal,
	{ concurrency, autoStart, online, now, run, onrest }: ScheduleOptions
): Schedule {
	const active = new Set<Item>();
	const waiting: (() => void)[] = [];
	/** Files before this place can't start. */
	let from = 0;
	let resting = true;
	let timer: ReturnType<typeof setInterval> | undefined;

	const schedule: Schedule = {
		active,
		running: autoStart,
		adding: 0,
		pump(all) {
			if (ended.aborted) return;
			if (all) from = 0;
			while (
				schedule.running &&
				online() &&
				schedule.adding === 0 &&
				active.size < concurrency &&
				from < list.files.length
			) {
				const item = list.files[from++]!;
				const { own } = item;
				if (own.status !== 'queued' || own.waiting !== undefined || item.control) continue;
				active.add(item);
				run(item);
			}
			if (active.size > 0) timer ??= setInterval(show, SHOW_MS);
			else if (timer) {
				stop();
				list.sample();
			}
			rest();
		},
		settled: () =>
			new Promise((resolve) => {
				waiting.push(resolve);
				rest();
			})
	};

	function show(): void {
		for (const item of active) item.show?.();
		list.sample(now());
	}

	function stop(): void {
		clearInterval(timer);
		timer = undefined;
	}

	function rest(): void {
		const { queued, active: underWay, files } = list.tally.counts;
		const left = queued + underWay + schedule.adding;
		if (left === 0) for (const resolve of waiting.splice(0)) resolve();
		const rested = resting;
		resting = left === 0;
		if (rested || !resting) return;
		schedule.running = autoStart;
		if (files > 0) onrest();
	}

	ended.addEventListener('abort', stop);
	return schedule;
}
