// One thing: the queue's order and what is done when. The files, the numbers, the rules and the requests have files of
// their own.
import type { Capabilities } from '../../rules/results.ts';
import type { Checksums } from '../integrity/types.ts';
import { BATCH_FILES, breathe, candidateOf, identityOf, inTurns } from './add.ts';
import type { Candidate } from './add.ts';
import { call } from './call.ts';
import type { Caller } from './call.ts';
import type { Environment } from './environment.ts';
import { CallError, uploaderError } from './failure.ts';
import { Item } from './item.svelte.ts';
import type { ItemHost } from './item.svelte.ts';
import type { Outcome, Transport } from './job.ts';
import type { Resume } from './resume/claim.ts';
import { checkFile, checkQueue } from './rules.ts';
import type { Session } from './session.ts';
import { sendSingle, SINGLE_REQUEST_BYTES } from './single.ts';
import { endSession, sendSlices } from './slices.ts';
import { Speed } from './speed.ts';
import { allows, isPending } from './states.ts';
import type { FileAction } from './states.ts';
import { UPLOADER_ENGLISH } from './strings.ts';
import { Tally } from './tally.ts';
import type {
	AddableFile,
	FileState,
	RefusedFile,
	Uploader,
	UploaderError,
	UploaderFile,
	UploaderOptions,
	UploaderTotals
} from './types.ts';

/** Progress is shown so often: every 100 ms, by one timer for all files. */
const SHOW_MS = 100;
/** Files, slices of one file and repeats, unless the options say otherwise. */
const DEFAULT_CONCURRENCY = 3;
const DEFAULT_SLICES_IN_FLIGHT = 3;
const DEFAULT_RETRIES = 5;

/** The queue behind `createUploader`. */
export class Queue<R> implements Uploader<R>, ItemHost {
	#files: readonly Item[] = $state.raw([]);
	#refused: readonly RefusedFile[] = $state.raw([]);
	#capabilities: Capabilities | undefined = $state.raw();
	#mounted: boolean | undefined = $state.raw();
	#online = $state(true);
	#paused = $state(false);
	/** Grows with every change of a number. */
	#version = $state(0);
	/** The same, readable without a dependency of the effect that calls us. */
	#changes = 0;

	readonly #options: UploaderOptions<R>;
	readonly #environment: Environment;
	readonly #caller: Caller;
	readonly #url: () => string;
	readonly #concurrency: number;
	readonly #slicesInFlight: number;
	readonly #tally = new Tally();
	readonly #active = new Set<Item>();
	/** What counts under `maxFiles` and `maxTotalBytes`, and is a duplicate when it comes again. */
	readonly #live = new Map<string, Item>();
	#liveBytes = 0;
	#speed = new Speed();
	#moved = 0;
	#running: boolean;
	#adding = 0;
	#destroyed = false;
	#wasBusy = false;
	/** Files before this place can't start. */
	#from = 0;
	#timer: ReturnType<typeof setInterval> | undefined;
	#prepared: Promise<UploaderError | undefined> | undefined;
	#checksums: Promise<Checksums | undefined> | undefined;
	#resume: Promise<Resume | undefined> | undefined;
	/** Hosts may take less than our own limit in one request. */
	#singleBytes = SINGLE_REQUEST_BYTES;
	#waiting: (() => void)[] = [];
	#whenOnline: (() => void)[] = [];

	/** @throws RangeError for a number of the options that is no whole number from 1. */
	constructor(options: UploaderOptions<R>, environment: Environment, defaultEndpoint: () => string) {
		this.#options = options;
		this.#environment = environment;
		this.#concurrency = count('concurrency', options.concurrency ?? DEFAULT_CONCURRENCY);
		this.#slicesInFlight = count('slicesInFlight', options.slicesInFlight ?? DEFAULT_SLICES_IN_FLIGHT);
		this.#running = options.autoStart ?? true;
		this.#url = () =>
			`${(options.endpoint ?? defaultEndpoint()).replace(/\/$/u, '')}/${encodeURIComponent(options.to)}`;
		const { retries = DEFAULT_RETRIES } = options;
		this.#caller = {
			send: environment.send,
			random: environment.random,
			strings: { ...UPLOADER_ENGLISH, ...options.strings },
			retries: retries === false ? 0 : count('retries', retries),
			online: (signal) => this.#untilOnline(signal)
		};
		const { page } = environment;
		if (!page) return;
		this.#online = environment.onLine();
		page.addEventListener('online', this);
		page.addEventListener('offline', this);
	}

	get files(): readonly UploaderFile<R>[] {
		return this.#files as readonly UploaderFile<R>[];
	}
	get refused(): readonly RefusedFile[] {
		return this.#refused;
	}
	get totals(): UploaderTotals {
		void this.#version;
		const now = this.#environment.now();
		const { bytes, sentBytes } = this.#tally;
		return this.#tally.totals(this.#speed.rate(now), this.#speed.etaMs(bytes - sentBytes, now));
	}
	get capabilities(): Capabilities | undefined {
		return this.#capabilities;
	}
	get mounted(): boolean | undefined {
		return this.#mounted;
	}
	get online(): boolean {
		return this.#online;
	}
	get paused(): boolean {
		return this.#paused;
	}
	get busy(): boolean {
		void this.#version;
		const { queued, paused, active } = this.#tally.counts;
		return queued - paused + active > 0;
	}

	async prepare(): Promise<void> {
		await this.#prepare();
	}

	/** Why there are no rules; `undefined` once they are there. */
	#prepare(): Promise<UploaderError | undefined> {
		return (this.#prepared ??= this.#askRules().catch((thrown: unknown) => {
			this.#prepared = undefined;
			return errorOf(thrown);
		}));
	}

	async #askRules(): Promise<UploaderError | undefined> {
		try {
			const url = `${this.#url()}/capabilities`;
			const { json } = await call(this.#caller, { method: 'GET', url });
			const rules = json as Capabilities;
			const maxFiles = Math.min(rules.maxFiles, this.#options.maxFiles ?? Infinity);
			this.#capabilities = { ...rules, maxFiles };
			this.#mounted = true;
			return undefined;
		} catch (thrown) {
			if (!(thrown instanceof CallError) || thrown.status !== 404) throw thrown;
			this.#mounted = false;
			return uploaderError('unsupported', this.#caller.strings.notUnderstood(404));
		}
	}

	async add(added: Iterable<AddableFile>): Promise<UploaderFile<R>[]> {
		const { validate, hold } = this.#options;
		const { strings } = this.#caller;
		this.#adding += 1;
		const items: Item[] = [];
		const refused: RefusedFile[] = [];
		// Taken at once: the input may be emptied meanwhile.
		const all = Array.from(added);
		let error = await this.#prepare();
		const rules = this.#capabilities;
		if (hold && rules && !rules.features.tokens)
			error = uploaderError('unsupported', strings.notUnderstood(501));
		// Kept for `retry()`, unless a validator would be passed by.
		const lost = error?.retryable && this.#mounted !== false && !validate ? error : undefined;
		for (let at = 0; at < all.length && !this.#destroyed; at += BATCH_FILES) {
			if (at > 0) await breathe();
			const batch: Item[] = [];
			for (const candidate of all.slice(at, at + BATCH_FILES).map(candidateOf)) {
				const why = (lost ? undefined : error) ?? this.#check(candidate, rules);
				if (why) refused.push({ ...candidate, error: why });
				else batch.push(this.#take(candidate, lost));
			}
			this.#files = [...this.#files, ...batch];
			items.push(...batch);
		}
		this.#adding -= 1;
		this.#refuse(refused);
		if (items.length > 0) this.#tell(this.#options.onadded, items as never[]);
		if (lost) for (const item of items) this.#tell(this.#options.onfailed, item as never, lost);
		if (validate && !lost) await this.#validate(items);
		this.#pump();
		return items.filter((item) => this.#files.includes(item)) as never[];
	}

	#check(candidate: Candidate, rules: Capabilities | undefined): UploaderError | undefined {
		const { strings } = this.#caller;
		const { file } = candidate;
		if (this.#live.has(identityOf(candidate))) return uploaderError('custom', strings.duplicate(file.name));
		if (!rules) return undefined;
		const there = { files: this.#live.size, bytes: this.#liveBytes };
		return checkFile(file, rules, strings) ?? checkQueue(file.size, there, rules, strings);
	}

	#take({ file, relativePath }: Candidate, lost: UploaderError | undefined): Item {
		const waiting = this.#options.validate ? 'checking' : this.#paused ? 'paused' : undefined;
		const state: FileState = lost
			? { status: 'failed', error: lost, sentBytes: 0 }
			: { status: 'queued', waiting, sentBytes: 0 };
		const item = new Item(this, file, relativePath, state);
		this.#count(item, state, 1);
		return item;
	}

	async #validate(items: readonly Item[]): Promise<void> {
		const refused: RefusedFile[] = [];
		await inTurns(items, async (item) => {
			const control = (item.control = new AbortController());
			const { source: file, relativePath } = item;
			const context = { signal: control.signal, relativePath };
			let message: string | undefined | void;
			try {
				if (isPending(item.own)) message = await this.#options.validate?.(file, context);
			} catch (thrown) {
				message = messageOf(thrown);
			}
			if (control.signal.aborted || !isPending(item.own)) return;
			item.control = undefined;
			if (message) {
				this.#drop((other) => other === item);
				refused.push({ file, relativePath, error: uploaderError('custom', message) });
			} else {
				item.queue(this.#paused ? 'paused' : undefined);
				this.#restart();
			}
		});
		this.#refuse(refused);
	}

	#refuse(refused: RefusedFile[]): void {
		if (refused.length === 0) return;
		this.#refused = [...this.#refused, ...refused];
		this.#tell(this.#options.onrefused, refused);
	}

	start(): void {
		this.#running = true;
		this.#restart();
	}
	pause(): void {
		this.#paused = true;
		this.#each('pause');
	}
	resume(): void {
		this.#paused = false;
		this.#each('resume');
	}
	retry(): void {
		for (const item of this.#files) if (item.own.status === 'failed') this.act(item, 'retry');
	}
	cancel(): void {
		this.#each('cancel');
	}
	#each(action: FileAction): void {
		for (const item of this.#files) this.act(item, action);
	}

	clear({ all = false }: { all?: boolean } = {}): void {
		for (const item of this.#files) if (all) this.act(item, 'cancel');
		this.#drop(({ own }) => !isPending(own));
	}

	dismiss(refused?: RefusedFile): void {
		this.#refused = refused ? this.#refused.filter((other) => other !== refused) : [];
	}

	move(file: UploaderFile<R>, index: number): void {
		const rest = this.#files.filter((item) => item !== (file as unknown));
		if (rest.length === this.#files.length) return;
		rest.splice(index, 0, file as unknown as Item);
		this.#files = rest;
		this.#restart();
	}

	settled(): Promise<void> {
		return new Promise((resolve) => {
			this.#waiting.push(resolve);
			this.#rest();
		});
	}

	destroy(): void {
		this.#destroyed = true;
		for (const item of this.#files) {
			item.control?.abort();
			item.session?.kept?.release();
		}
		clearInterval(this.#timer);
		const { page } = this.#environment;
		for (const type of ['online', 'offline', 'beforeunload']) page?.removeEventListener(type, this);
		void this.#checksums?.then((checksums) => checksums?.close());
	}

	/** @internal */
	handleEvent(event: Event): void {
		if (event.type !== 'beforeunload') this.#setOnline(event.type === 'online');
		else event.preventDefault();
	}

	#setOnline(online: boolean): void {
		if (this.#online === online) return;
		this.#online = online;
		if (online) {
			for (const go of this.#whenOnline.splice(0)) go();
			this.#restart();
			return;
		}
		// One request that is all sent may have been stored: its answer is waited for.
		for (const item of this.#active) if (item.session || item.own.status !== 'storing') this.#halt(item);
	}

	async #untilOnline(signal?: AbortSignal): Promise<void> {
		if (this.#environment.page) this.#setOnline(this.#environment.onLine());
		signal?.throwIfAborted();
		if (!this.#online) await new Promise<void>((resolve) => this.#whenOnline.push(resolve));
	}

	/** @internal */
	act(item: Item, action: FileAction | 'remove'): void {
		if (action === 'remove') {
			this.act(item, 'cancel');
			item.control?.abort();
			this.#drop((other) => other === item);
		} else if (allows(item.own, action)) {
			this[`_${action}`](item);
		}
	}

	_pause(item: Item): void {
		this.#halt(item, 'paused');
	}
	_resume(item: Item): void {
		item.queue(undefined);
		this.#restart();
	}
	_retry(item: Item): void {
		// A held file comes here when its token is no longer good.
		if (item.own.status === 'stored') item.session = undefined;
		if (!item.session) item.afresh();
		item.queue(undefined);
		this.start();
	}
	_cancel(item: Item): void {
		this.#stop(item);
		item.set({ status: 'cancelled' });
		this.#discard(item);
		item.afresh();
		this.#tell(this.#options.oncancelled, item as never);
		this.#pump();
	}

	/** Stops a file where it is. */
	#halt(item: Item, waiting?: 'paused'): void {
		this.#stop(item);
		item.queue(waiting);
		this.#pump();
	}

	#stop(item: Item): void {
		item.control?.abort(new DOMException('The upload was stopped.', 'AbortError'));
		item.control = undefined;
		this.#active.delete(item);
	}

	/** Leaves nothing of it upstream. */
	#discard(item: Item): void {
		const { session } = item;
		item.session = undefined;
		if (session && this.#capabilities) void endSession(this.#transport(), session, false);
	}

	#drop(gone: (item: Item) => boolean): void {
		const kept: Item[] = [];
		for (const item of this.#files) {
			if (!gone(item)) kept.push(item);
			else {
				this.#count(item, item.own, -1);
				this.#discard(item);
			}
		}
		this.#files = kept;
		this.#restart();
	}

	/** @internal */
	late(item: Item, session: Session): void {
		const { own } = item;
		if (this.#destroyed) return session.kept?.save(session);
		if (own.status === 'queued' && !item.session && !item.control && this.#files.includes(item)) {
			item.session = session;
			session.kept?.save(session);
		} else {
			void endSession(this.#transport(), session, false);
		}
	}

	/** @internal */
	changed(item: Item, before: FileState, after: FileState): void {
		this.#count(item, before, -1);
		this.#count(item, after, 1);
	}

	/** @internal */
	moved(bytes: number): void {
		this.#moved += bytes;
	}

	#count(item: Item, state: FileState, sign: 1 | -1): void {
		this.#tally.count(state, item.size, sign);
		if (state.status !== 'cancelled' && !(state.status === 'failed' && !state.error.retryable)) {
			const { source: file, relativePath } = item;
			this.#liveBytes += sign * item.size;
			const identity = identityOf({ file, relativePath });
			if (sign > 0) this.#live.set(identity, item);
			else this.#live.delete(identity);
		}
		this.#version = ++this.#changes;
		this.#warn();
	}

	/** Listens for the page being left only while there is reason: a listener keeps pages out of the browser's cache. */
	#warn(): void {
		const { queued, paused, active } = this.#tally.counts;
		const busy = active + (this.#running ? queued - paused : 0) > 0;
		if (busy === this.#wasBusy || this.#options.warnOnLeave === false) return;
		this.#wasBusy = busy;
		const { page } = this.#environment;
		if (busy) page?.addEventListener('beforeunload', this);
		else page?.removeEventListener('beforeunload', this);
	}

	#restart(): void {
		this.#from = 0;
		this.#pump();
	}

	/** Starts what may start. */
	#pump(): void {
		if (this.#destroyed) return;
		const free = () => this.#running && this.#online && this.#adding === 0;
		while (free() && this.#active.size < this.#concurrency && this.#from < this.#files.length) {
			const item = this.#files[this.#from++]!;
			const { own } = item;
			if (own.status === 'queued' && own.waiting === undefined && !item.control) void this.#run(item);
		}
		if (this.#active.size > 0) this.#timer ??= setInterval(() => this.#show(), SHOW_MS);
		else {
			clearInterval(this.#timer);
			this.#timer = undefined;
			this.#speed = new Speed();
		}
		this.#rest();
	}

	#show(): void {
		const now = this.#environment.now();
		for (const item of this.#active) item.show(now);
		this.#speed.add(this.#moved, now);
		this.#version = ++this.#changes;
	}

	/** Tells those who wait that nothing is left to do. */
	#rest(): void {
		const { queued, active } = this.#tally.counts;
		if (queued + active + this.#adding > 0) {
			this.#resting = false;
			return;
		}
		for (const resolve of this.#waiting.splice(0)) resolve();
		if (this.#resting) return;
		this.#resting = true;
		this.#running = this.#options.autoStart ?? true;
		if (this.#tally.counts.files > 0) this.#tell(this.#options.onidle, this.totals);
	}
	#resting = true;

	async #run(item: Item): Promise<void> {
		const control = (item.control = new AbortController());
		const { signal } = control;
		this.#active.add(item);
		this.#resting = false;
		try {
			const error = await this.#prepare();
			const { strings } = this.#caller;
			const refusal = error ?? checkFile(item, this.#capabilities!, strings);
			signal.throwIfAborted();
			if (refusal) throw new Refusal(refusal);
			const { file, token, result } = await this.#transfer(item, signal);
			if (signal.aborted) return;
			const { session } = item;
			// A held upload is its session: it stays until its form is sent.
			if (session && token === undefined) void endSession(this.#transport(), session, true);
			else void session?.kept?.forget();
			if (token === undefined) item.session = undefined;
			this.#stop(item);
			item.set({ status: 'stored', file, token, result: result as R });
			this.#tell(this.#options.onuploaded, item as never);
		} catch (thrown) {
			if (signal.aborted) return;
			this.#stop(item);
			const error = thrown instanceof Refusal ? thrown.error : errorOf(thrown);
			item.set({ status: 'failed', error, sentBytes: item.sentBytes });
			this.#tell(this.#options.onfailed, item as never, error);
		} finally {
			this.#pump();
		}
	}

	async #transfer(item: Item, signal: AbortSignal): Promise<Outcome> {
		const transport = this.#transport();
		const { features, maxRequestBytes } = transport.capabilities;
		const job = item.begin(signal, this.#environment.now);
		const small = item.size > 0 && item.size <= Math.min(this.#singleBytes, maxRequestBytes ?? Infinity);
		if (features.slices && (!small || transport.hold || item.relativePath !== '' || item.session)) {
			return sendSlices(transport, job);
		}
		try {
			return await sendSingle(transport, job);
		} catch (thrown) {
			const tooLarge = thrown instanceof CallError && thrown.code === 'body-limit';
			if (!tooLarge || !features.slices) throw thrown;
			this.#singleBytes = Math.min(this.#singleBytes, item.size - 1);
			job.startAt(0, true);
			return sendSlices(transport, job);
		}
	}

	#transport(): Transport {
		const { hold = false, resume = true, integrity = true } = this.#options;
		const capabilities = this.#capabilities!;
		return {
			caller: this.#caller,
			url: this.#url(),
			capabilities,
			hold,
			slicesInFlight: this.#slicesInFlight,
			integrity: integrity && capabilities.features.integrity === 'crc32c',
			checksums: () =>
				(this.#checksums ??= this.#environment.checksums().catch((): undefined => {
					console.warn('[sveltekit-fastio] Checksums could not be loaded: uploads go on without.');
				})),
			resume: resume
				? () => (this.#resume ??= this.#environment.resume().catch((): undefined => undefined))
				: undefined
		};
	}

	/** Calls a callback of the app. What it throws is the app's own. */
	#tell<A extends unknown[]>(callback: ((...args: A) => void) | undefined, ...args: A): void {
		try {
			callback?.(...args);
		} catch (thrown) {
			if (typeof reportError === 'function') reportError(thrown);
			else console.error(thrown);
		}
	}
}

class Refusal extends Error {
	readonly error: UploaderError;

	constructor(error: UploaderError) {
		super(error.message);
		this.error = error;
	}
}

function errorOf(thrown: unknown): UploaderError {
	return uploaderError(thrown instanceof CallError ? thrown.code : 'internal', messageOf(thrown));
}

function messageOf(thrown: unknown): string {
	return thrown instanceof Error ? thrown.message : String(thrown);
}

function count(name: string, value: number): number {
	if (Number.isInteger(value) && value >= 1) return value;
	throw new RangeError(`createUploader: \`${name}\` must be a whole number of 1 or more; got ${value}`);
}
