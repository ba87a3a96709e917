import type { Candidate } from './add.ts';
import type { Core } from './core.ts';
import type { Session } from './session.ts';
import { Speed } from './speed.ts';
import { mayFollow } from './states.ts';
import type { FileState, UploaderFile } from './types.ts';

let count = 0;

/** One file of a queue. Its state is replaced as a whole, by the queue alone. */
export class Item implements UploaderFile {
	readonly id = `fastio-${(count += 1)}`;
	readonly source: File;
	readonly relativePath: string;
	resumable: boolean | undefined = $state.raw();
	#state: FileState = $state.raw()!;
	readonly #core: Core;
	/** Of the run under way. */
	control: AbortController | undefined;
	/** Shows how far the run under way is. */
	show: (() => void) | undefined;
	readonly speed = new Speed();
	session: Session | undefined;
	/** The most of it that was shown as sent. */
	sentBytes = 0;

	constructor(core: Core, { source, relativePath }: Candidate, state: FileState) {
		this.#core = core;
		this.source = source;
		this.relativePath = relativePath;
		this.#state = state;
		core.list.change(this, undefined, state);
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
		const offline = state.status === 'queued' && state.waiting === undefined && !this.#core.network.online;
		return offline ? { ...state, waiting: 'offline' } : state;
	}

	pause(): void {
		this.#core.act(this, 'pause');
	}
	resume(): void {
		this.#core.act(this, 'resume');
	}
	retry(): void {
		this.#core.act(this, 'retry');
	}
	cancel(): void {
		this.#core.act(this, 'cancel');
	}
	remove(): void {
		this.#core.act(this, 'remove');
	}

	/** The state as it is, whether or not the browser is online. */
	get own(): FileState {
		return this.#state;
	}

	/** Replaces the state, where the next can follow it. */
	set(next: FileState): void {
		const before = this.#state;
		if (!mayFollow(before.status, next.status)) return;
		this.#state = next;
		this.#core.list.change(this, before, next);
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
