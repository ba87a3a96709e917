import type { Job } from './job.ts';
import type { Session } from './session.ts';
import { Speed } from './speed.ts';
import { NEXT } from './states.ts';
import type { FileAction } from './states.ts';
import type { FileState, UploaderFile } from './types.ts';

/** What a file needs of its queue. */
export interface ItemHost {
	readonly online: boolean;
	act(item: Item, action: FileAction | 'remove'): void;
	/** A state has been replaced. */
	changed(item: Item, before: FileState, after: FileState): void;
	/** Bytes have left. */
	moved(bytes: number): void;
	late(item: Item, session: Session): void;
}

let count = 0;

/** One file of a queue. Its state is replaced as a whole, by the queue alone. */
export class Item implements UploaderFile {
	readonly id = `fastio-${(count += 1)}`;
	readonly source: File;
	readonly relativePath: string;
	/** Of the run under way. */
	control: AbortController | undefined;
	session: Session | undefined;
	#state: FileState = $state.raw({ status: 'queued', waiting: undefined, sentBytes: 0 });
	#resumable: boolean | undefined = $state.raw();
	readonly #host: ItemHost;
	/** Bytes that left and may count, and the most of it that was shown. */
	#sent = 0;
	#shown = 0;
	#resumedFrom = 0;
	#speed = new Speed();
	#flying = 0;
	#waiting = 0;

	constructor(host: ItemHost, source: File, relativePath: string, state: FileState) {
		this.#host = host;
		this.source = source;
		this.relativePath = relativePath;
		this.#state = state;
	}

	get name(): string {
		return this.source.name;
	}
	get size(): number {
		return this.source.size;
	}
	get type(): string {
		return this.source.type;
	}
	get resumable(): boolean | undefined {
		return this.#resumable;
	}
	get state(): FileState {
		const state = this.#state;
		const offline = state.status === 'queued' && state.waiting === undefined && !this.#host.online;
		return offline ? { ...state, waiting: 'offline' } : state;
	}

	pause(): void {
		this.#host.act(this, 'pause');
	}
	resume(): void {
		this.#host.act(this, 'resume');
	}
	retry(): void {
		this.#host.act(this, 'retry');
	}
	cancel(): void {
		this.#host.act(this, 'cancel');
	}
	remove(): void {
		this.#host.act(this, 'remove');
	}

	/** The state as it is, whether or not the browser is online. */
	get own(): FileState {
		return this.#state;
	}

	/** Replaces the state; `false` where it can't follow the one before. */
	set(next: FileState): boolean {
		const before = this.#state;
		if (!NEXT[before.status].includes(next.status)) return false;
		this.#state = next;
		this.#host.changed(this, before, next);
		return true;
	}

	queue(waiting: (FileState & { status: 'queued' })['waiting']): void {
		this.set({ status: 'queued', waiting, sentBytes: this.#shown });
	}

	get sentBytes(): number {
		return this.#shown;
	}

	/** Leaves nothing of it upstream. */
	discard(): void {
		this.session?.end(false);
		this.session = undefined;
	}

	/** Forgets what was sent. */
	afresh(): void {
		this.#sent = this.#shown = this.#resumedFrom = 0;
	}

	/** Shows how far it is; some times a second, while it is under way. */
	show(nowMs: number, force = false): void {
		const before = this.#state;
		if (this.#waiting > 0 && this.#waiting >= this.#flying) {
			if (before.status !== 'queued') this.queue('retry');
			return;
		}
		if (before.status !== 'uploading' && !force) return;
		this.#speed.add(this.#sent, nowMs);
		const sentBytes = this.#shown;
		const bytesPerSecond = this.#speed.rate(nowMs);
		if (!force && 'bytesPerSecond' in before) {
			if (before.sentBytes === sentBytes && before.bytesPerSecond === bytesPerSecond) return;
		}
		this.set({
			status: 'uploading',
			resumedFromBytes: this.#resumedFrom,
			sentBytes,
			bytesPerSecond,
			etaMs: this.#speed.etaMs(this.size - sentBytes, nowMs)
		});
	}

	/** Begins a run. What it does after its signal has aborted changes nothing. */
	begin(signal: AbortSignal, now: () => number): Job {
		this.#flying = this.#waiting = 0;
		this.#speed = new Speed();
		this.show(now(), true);
		// eslint-disable-next-line typescript/no-this-alias -- the job's session is this file's
		const item = this;
		const live =
			<A extends unknown[]>(change: (...args: A) => void) =>
			(...args: A) =>
				signal.aborted ? undefined : change(...args);
		return {
			source: item.source,
			size: item.size,
			relativePath: item.relativePath,
			signal,
			get session() {
				return item.session;
			},
			set session(session) {
				if (!signal.aborted) item.session = session;
			},
			resumable: live((resumable) => (item.#resumable = resumable)),
			move: live((bytes) => {
				item.#sent += bytes;
				item.#shown = Math.max(item.#shown, Math.min(item.size, item.#sent));
				if (bytes > 0) item.#host.moved(bytes);
			}),
			startAt: live((bytes, afresh) => {
				if (afresh) item.afresh();
				item.#sent = bytes;
				item.#resumedFrom = bytes;
				item.#shown = Math.max(item.#shown, bytes);
				item.#speed = new Speed();
				item.show(now(), true);
			}),
			stage: live((status) => void item.set({ status })),
			wait: live((change) => {
				item.#waiting += change;
				if (change > 0) item.show(now());
				else if (item.own.status === 'queued') item.show(now(), true);
			}),
			flying: live((change) => void (item.#flying += change)),
			late: (session) => item.#host.late(item, session)
		};
	}
}
