import type { Capabilities } from '../../rules/results.ts';
import type { Checksums } from '../integrity/types.ts';
import type { Candidate } from './add.ts';
import type { Caller } from './call.ts';
import { Definition } from './definition.svelte.ts';
import type { Environment } from './environment.ts';
import { checkCandidate, refuse, takeIn, validateAll } from './intake.ts';
import type { Intake } from './intake.ts';
import { Item } from './item.svelte.ts';
import type { ItemHost } from './item.svelte.ts';
import type { Transport } from './job.ts';
import { LeaveGuard } from './leave-guard.ts';
import { candidate, List } from './list.svelte.ts';
import { Network } from './network.svelte.ts';
import type { Resume } from './resume/claim.ts';
import { runFile } from './run.ts';
import { Schedule } from './schedule.ts';
import type { Session } from './session.ts';
import { allows, isPending } from './states.ts';
import type { FileAction } from './states.ts';
import { UPLOADER_ENGLISH } from './strings.ts';
import { tell } from './tell.ts';
import { withWords } from '../words.ts';
import type {
	AddableFile,
	FileState,
	RefusedFile,
	Uploader,
	UploaderFile,
	UploaderOptions,
	UploaderStrings,
	UploaderTotals
} from './types.ts';

/** Files, slices of one file and repeats, unless the options say otherwise. */
const DEFAULT_CONCURRENCY = 3;
const DEFAULT_SLICES_IN_FLIGHT = 3;
const DEFAULT_RETRIES = 5;

/** The queue behind `createUploader`. */
export class Queue<R> implements Uploader<R>, ItemHost, Intake {
	#paused = $state(false);
	#ended = false;
	/** @internal */
	readonly list = new List();
	/** @internal */
	readonly options: UploaderOptions;
	/** @internal */
	readonly definition: Definition;
	readonly #environment: Environment;
	readonly #caller: Caller;
	readonly #network: Network;
	readonly #schedule: Schedule;
	readonly #guard: LeaveGuard;
	readonly #transport: () => Transport;
	#checksums: Promise<Checksums | undefined> | undefined;
	#resume: Promise<Resume | undefined> | undefined;

	/** @throws RangeError for a number of the options that is no whole number from 1. */
	constructor(options: UploaderOptions<R>, environment: Environment, defaultEndpoint: () => string) {
		this.options = options as UploaderOptions;
		this.#environment = environment;
		const { retries = DEFAULT_RETRIES, autoStart = true, warnOnLeave = true } = options;
		const concurrency = count('concurrency', options.concurrency ?? DEFAULT_CONCURRENCY);
		const slicesInFlight = count('slicesInFlight', options.slicesInFlight ?? DEFAULT_SLICES_IN_FLIGHT);
		const { now, page, random, send } = environment;
		// eslint-disable-next-line typescript/no-this-alias -- the words may change while the queue lives
		const queue = this;
		const url = () =>
			`${(options.endpoint ?? defaultEndpoint()).replace(/\/$/u, '')}/${encodeURIComponent(options.to)}`;
		this.#caller = {
			send,
			random,
			get strings() {
				return queue.strings;
			},
			retries: retries === false ? 0 : count('retries', retries),
			online: (signal) => this.#network.until(signal)
		};
		this.definition = new Definition(this.#caller, url, () => options.maxFiles);
		this.#guard = new LeaveGuard(warnOnLeave ? page : undefined);
		this.#network = new Network(environment, (online) => this.#wentOnline(online));
		this.#schedule = new Schedule({
			list: this.list,
			concurrency,
			autoStart,
			now,
			online: () => this.#network.online,
			run: (item) => void this.#run(item),
			onrest: () => tell(options.onidle, this.totals)
		});
		const most = { singleBytes: Infinity };
		this.#transport = () => {
			const { hold = false, resume = true, integrity = true } = options;
			const capabilities = this.capabilities!;
			return {
				caller: this.#caller,
				url: url(),
				capabilities,
				hold,
				slicesInFlight,
				most,
				integrity: integrity && capabilities.features.integrity === 'crc32c',
				checksums: () => (this.#checksums ??= environment.checksums().catch(noChecksums)),
				resume: resume ? () => (this.#resume ??= environment.resume().catch(() => undefined)) : undefined
			};
		};
	}

	get files(): readonly UploaderFile<R>[] {
		return this.list.files as readonly UploaderFile<R>[];
	}
	get refused(): readonly RefusedFile[] {
		return this.list.refused;
	}
	get totals(): UploaderTotals {
		return this.list.totals(this.#environment.now());
	}
	get busy(): boolean {
		return this.list.busy;
	}
	get capabilities(): Capabilities | undefined {
		return this.definition.capabilities;
	}
	get mounted(): boolean | undefined {
		return this.definition.mounted;
	}
	get online(): boolean {
		return this.#network.online;
	}
	get paused(): boolean {
		return this.#paused;
	}
	/** @internal */
	get ended(): boolean {
		return this.#ended;
	}
	/** @internal */
	get strings(): UploaderStrings {
		return withWords(UPLOADER_ENGLISH, this.options.strings);
	}

	async prepare(): Promise<void> {
		await this.definition.ask();
	}

	async add(added: Iterable<AddableFile>): Promise<UploaderFile<R>[]> {
		this.#schedule.adding += 1;
		const items = await takeIn(this, added);
		this.#schedule.adding -= 1;
		if (this.options.validate) await validateAll(this, items);
		this.passed();
		const there = new Set(this.list.files);
		return items.filter((item) => there.has(item)) as never[];
	}

	start(): void {
		this.#schedule.running = true;
		this.passed();
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
		for (const item of this.list.files) if (item.own.status === 'failed') this.act(item, 'retry');
	}
	cancel(): void {
		this.#each('cancel');
	}
	#each(action: FileAction): void {
		for (const item of this.list.files) this.act(item, action);
	}

	clear({ all = false }: { all?: boolean } = {}): void {
		if (all) this.cancel();
		this.#drop(({ own }) => !isPending(own));
	}

	dismiss(refused?: RefusedFile): void {
		this.list.dismiss(refused);
	}

	move(file: UploaderFile<R>, index: number): void {
		this.list.move(file as unknown as Item, index);
		this.passed();
	}

	settled(): Promise<void> {
		return this.#schedule.settled();
	}

	destroy(): void {
		this.#ended = true;
		for (const item of this.list.files) {
			item.control?.abort();
			item.session?.kept?.release();
		}
		this.#schedule.end();
		this.#network.close();
		this.#guard.set(false);
		void this.#checksums?.then((checksums) => checksums?.close());
	}

	/** @internal */
	make({ file, relativePath }: Candidate, state: FileState): Item {
		const item = new Item(this, file, relativePath, state);
		this.#count(item, state, 1);
		return item;
	}

	/** @internal */
	passed(): void {
		this.#schedule.pump(true);
	}

	/** @internal */
	act(item: Item, action: FileAction | 'remove'): void {
		if (action === 'remove') {
			this.act(item, 'cancel');
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
		this.passed();
	}
	_retry(item: Item): void {
		const file = candidate(item);
		// It counted for nothing meanwhile.
		const error =
			item.own.status === 'cancelled' && checkCandidate(file, this.capabilities, this.list, this.strings);
		if (error) return refuse(this, [{ ...file, error }]);
		// A held file comes here when its token is no longer good.
		if (item.own.status === 'stored') item.session = undefined;
		if (!item.session) item.afresh();
		item.queue(undefined);
		this.start();
	}
	_cancel(item: Item): void {
		this.#stop(item);
		item.set({ status: 'cancelled' });
		item.discard();
		item.afresh();
		tell(this.options.oncancelled, item);
		this.#schedule.pump();
	}

	/** Stops a file where it is. */
	#halt(item: Item, waiting?: 'paused'): void {
		this.#stop(item);
		item.queue(waiting);
		this.#schedule.pump();
	}

	#stop(item: Item): void {
		item.control?.abort(new DOMException('The upload was stopped.', 'AbortError'));
		item.control = undefined;
		this.#schedule.active.delete(item);
	}

	#drop(gone: (item: Item) => boolean): void {
		for (const item of this.list.drop(gone)) item.discard();
		this.passed();
	}

	async #run(item: Item): Promise<void> {
		const control = (item.control = new AbortController());
		const { signal } = control;
		const end = await runFile(item, signal, this.definition, this.#transport, this.#environment.now);
		if (!signal.aborted) {
			this.#stop(item);
			item.set(end);
			if (end.status === 'failed') tell(this.options.onfailed, item, end.error);
			else tell(this.options.onuploaded, item);
		}
		this.#schedule.pump();
	}

	#wentOnline(online: boolean): void {
		if (online) return this.passed();
		// One request that is all sent may have been stored: its answer is waited for.
		for (const item of this.#schedule.active) {
			if (item.session || item.own.status !== 'storing') this.#halt(item);
		}
	}

	/** @internal */
	late(item: Item, session: Session): void {
		const { own } = item;
		if (this.#ended) return session.kept?.save(session);
		if (own.status === 'queued' && !item.session && !item.control && this.list.files.includes(item)) {
			item.session = session;
			session.kept?.save(session);
		} else {
			session.end(false);
		}
	}

	/** @internal */
	changed(item: Item, before: FileState, after: FileState): void {
		this.#count(item, before, -1);
		this.#count(item, after, 1);
	}

	/** @internal */
	moved(bytes: number): void {
		this.list.moved += bytes;
	}

	#count(item: Item, state: FileState, sign: 1 | -1): void {
		this.list.count(item, state, sign);
		const { queued, paused, active } = this.list.counts;
		this.#guard.set(active + (this.#schedule.running ? queued - paused : 0) > 0);
	}
}

function noChecksums(): undefined {
	console.warn('[sveltekit-fastio] Checksums could not be loaded: uploads go on without.');
}

function count(name: string, value: number): number {
	if (Number.isInteger(value) && value >= 1) return value;
	throw new RangeError(`createUploader: \`${name}\` must be a whole number of 1 or more; got ${value}`);
}
