import type { Candidate } from './add.ts';
import type { Session } from './session.ts';
import { Speed } from './speed.ts';
import { NEXT } from './states.ts';
import type { FileAction } from './states.ts';
import type { FileState, UploaderFile } from './types.ts';

/** What a file needs of its queue. */
export interface ItemHost {
	readonly online: boolean;
	now(): number;
	act(item: Item, action: FileAction | 'remove'): void;
	/** A state has been replaced; the first has none before it. */
	changed(item: Item, before: FileState | undefined, after: FileState): void;
	/** Bytes have left. */
	moved(bytes: number): void;
	/** A session was opened for a file that was stopped meanwhile. */
	late(item: Item, session: Session): void;
}

let count = 0;

/** One file of a queue. Its state is replaced as a whole, by the queue alone. */
export class Item implements UploaderFile {
	readonly id = `fastio-${(count += 1)}`;
	readonly source: File;
	readonly relativePath: string;
	resumable: boolean | undefined = $state.raw();
	#state: FileState = $state.raw()!;
	readonly #host: ItemHost;
	/** Of the run under way. */
	control: AbortController | undefined;
	/** Shows how far the run under way is. */
	show: (() => void) | undefined;
	readonly speed = new Speed();
	session: Session | undefined;
	/** The most of it that was shown as sent. */
	sentBytes = 0;

	constructor(host: ItemHost, { source, relativePath }: Candidate, state: FileState) {
		this.#host = host;
		this.source = source;
		this.relativePath = relativePath;
		this.#state = state;
		host.changed(this, undefined, state);
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

	/** Replaces the state, where the next can follow it. */
	set(next: FileState): void {
		const before = this.#state;
		if (!NEXT[before.status].includes(next.status)) return;
		this.#state = next;
		this.#host.changed(this, before, next);
	}

	queue(waiting?: (FileState & { status: 'queued' })['waiting']): void {
		this.set({ status: 'queued', waiting, sentBytes: this.sentBytes });
	}

	/** Leaves nothing of it upstream. */
	discard(): void {
		this.session?.end(false);
		this.session = undefined;
	}
}
