import type { Item } from './item.svelte.ts';
import type { List } from './list.svelte.ts';

/** Progress is shown so often: every 100 ms, by one timer for all files. */
const SHOW_MS = 100;

/** What a {@link Schedule} is told and tells. */
export interface ScheduleOptions {
	list: List;
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
export class Schedule {
	readonly active = new Set<Item>();
	/** Whether queued files start. */
	running: boolean;
	/** Calls of `add` under way: nothing starts before all is in. */
	adding = 0;
	readonly #options: ScheduleOptions;
	/** Files before this place can't start. */
	#from = 0;
	#resting = true;
	#ended = false;
	#timer: ReturnType<typeof setInterval> | undefined;
	#waiting: (() => void)[] = [];

	constructor(options: ScheduleOptions) {
		this.#options = options;
		this.running = options.autoStart;
	}

	/** Starts what may start. `all`: a file that could not start before may now. */
	pump(all = false): void {
		if (this.#ended) return;
		const { list, concurrency, online, run } = this.#options;
		if (all) this.#from = 0;
		while (
			this.running &&
			online() &&
			this.adding === 0 &&
			this.active.size < concurrency &&
			this.#from < list.files.length
		) {
			const item = list.files[this.#from++]!;
			const { own } = item;
			if (own.status !== 'queued' || own.waiting !== undefined || item.control) continue;
			this.active.add(item);
			run(item);
		}
		if (this.active.size > 0) this.#timer ??= setInterval(this.#show, SHOW_MS);
		else if (this.#timer) {
			clearInterval(this.#timer);
			this.#timer = undefined;
			list.sample();
		}
		this.#rest();
	}

	/** Resolves when nothing is queued or under way. */
	settled(): Promise<void> {
		return new Promise((resolve) => {
			this.#waiting.push(resolve);
			this.#rest();
		});
	}

	end(): void {
		this.#ended = true;
		clearInterval(this.#timer);
	}

	#show = (): void => {
		const now = this.#options.now();
		for (const item of this.active) item.show(now);
		this.#options.list.sample(now);
	};

	#rest(): void {
		const { queued, active, files } = this.#options.list.counts;
		const left = queued + active + this.adding;
		if (left === 0) for (const resolve of this.#waiting.splice(0)) resolve();
		if (left > 0 || this.#resting) {
			this.#resting = left === 0;
			return;
		}
		this.#resting = true;
		this.running = this.#options.autoStart;
		if (files > 0) this.#options.onrest();
	}
}
