import type { Checksums } from '../integrity/types.ts';
import { withWords } from '../words.ts';
import { createDefinition } from './definition.svelte.ts';
import type { Environment } from './environment.ts';
import { checkCandidate, refusal, refuse, takeIn, validateAll } from './intake.ts';
import type { Intake } from './intake.ts';
import type { Item, ItemHost } from './item.svelte.ts';
import type { Transport } from './job.ts';
import { List } from './list.svelte.ts';
import { createNetwork } from './network.svelte.ts';
import { runFile } from './run.ts';
import { createSchedule } from './schedule.ts';
import { allows, isPending } from './states.ts';
import type { FileAction } from './states.ts';
import { UPLOADER_ENGLISH } from './strings.ts';
import { tell } from './tell.ts';
import type { Uploader, UploaderOptions } from './types.ts';

/** Files, slices of one file and repeats, unless the options say otherwise. */
const DEFAULT_CONCURRENCY = 3;
const DEFAULT_SLICES_IN_FLIGHT = 3;
const DEFAULT_RETRIES = 5;

/**
 * The queue behind `createUploader`.
 *
 * @throws RangeError for a number of the options that is no whole number from 1.
 */
export function createQueue<R>(
	options: UploaderOptions<R>,
	environment: Environment,
	defaultEndpoint: () => string
): Uploader<R> {
	const { page, now, random, send, resume } = environment;
	const {
		concurrency = DEFAULT_CONCURRENCY,
		slicesInFlight = DEFAULT_SLICES_IN_FLIGHT,
		retries = DEFAULT_RETRIES,
		autoStart = true,
		warnOnLeave = true
	} = options;
	const ended = new AbortController();
	let paused = $state.raw(false);
	let checksums: Promise<Checksums | undefined> | undefined;
	const list = new List();
	const network = createNetwork(environment, ended.signal, wentOnline);
	const transport: Transport = {
		options: options as UploaderOptions,
		url: () =>
			`${(options.endpoint ?? defaultEndpoint()).replace(/\/$/u, '')}/${encodeURIComponent(options.to)}`,
		strings: () => withWords(UPLOADER_ENGLISH, options.strings),
		get capabilities() {
			return definition.capabilities;
		},
		slicesInFlight: count('slicesInFlight', slicesInFlight),
		retries: retries === false ? 0 : count('retries', retries),
		mostSingleBytes: Infinity,
		random,
		online: network.until,
		checksums: () => (checksums ??= environment.checksums().catch(noChecksums)),
		send,
		resume
	};
	const definition = createDefinition(transport);
	const schedule = createSchedule(list, ended.signal, {
		concurrency: count('concurrency', concurrency),
		autoStart,
		online: () => network.online,
		now,
		run,
		onrest: () => tell(options.onidle, list.totals(now()))
	});
	const host: ItemHost = {
		get online() {
			return network.online;
		},
		now,
		act,
		moved: (bytes) => list.moved(bytes),
		changed(item, before, after) {
			if (before) list.count(item, before, -1);
			list.count(item, after, 1);
			guard();
		},
		late(item, session) {
			if (ended.signal.aborted) return session.save();
			const waits = item.own.status === 'queued' && !item.session && !item.control;
			if (!waits || !list.files.includes(item)) return session.end(false);
			item.session = session;
			session.save();
		}
	};
	const intake: Intake = {
		list,
		definition,
		transport,
		host,
		ended: ended.signal,
		paused: () => paused,
		passed
	};
	const actions: Record<FileAction, (item: Item) => void> = {
		pause: (item) => halt(item, 'paused'),
		resume(item) {
			item.queue();
			passed();
		},
		retry(item) {
			// It counted for nothing meanwhile.
			const error = item.own.status === 'cancelled' && checkCandidate(intake, item);
			if (error) return refuse(intake, [refusal(item, error)]);
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
			schedule.pump();
		}
	};

	function act(item: Item, action: FileAction | 'remove'): void {
		if (action === 'remove') {
			act(item, 'cancel');
			drop((other) => other === item);
		} else if (allows(item.own, action)) actions[action](item);
	}
	function each(action: FileAction): void {
		for (const item of list.files) act(item, action);
	}
	function start(): void {
		schedule.running = true;
		passed();
	}
	function passed(): void {
		schedule.pump(true);
	}

	/** Stops a file where it is. */
	function halt(item: Item, waiting?: 'paused'): void {
		stop(item);
		item.queue(waiting);
		schedule.pump();
	}
	function stop(item: Item): void {
		item.control?.abort();
		item.control = undefined;
		schedule.active.delete(item);
	}
	function drop(gone: (item: Item) => boolean): void {
		for (const item of list.drop(gone)) item.discard();
		passed();
	}

	async function run(item: Item): Promise<void> {
		const control = (item.control = new AbortController());
		const end = await runFile(intake, item, control.signal);
		if (!control.signal.aborted) {
			stop(item);
			item.set(end);
			if (end.status === 'failed') tell(options.onfailed, item as never, end.error);
			else tell(options.onuploaded, item as never);
		}
		schedule.pump();
	}

	function wentOnline(online: boolean): void {
		if (online) return passed();
		// One request that is all sent may have been stored: its answer is waited for.
		for (const item of schedule.active) {
			if (item.session || item.own.status !== 'storing') halt(item);
		}
	}

	/** Asks before the page is left. Listens only while there is reason: a listener keeps pages out of the browser's cache. */
	function guard(): void {
		const { queued, paused: waiting, active } = list.tally.counts;
		const left = active + (schedule.running ? queued - waiting : 0);
		if (warnOnLeave && left > 0 && !ended.signal.aborted) page?.addEventListener('beforeunload', stay);
		else page?.removeEventListener('beforeunload', stay);
	}

	return {
		get files() {
			return list.files as never;
		},
		get refused() {
			return list.refused;
		},
		get totals() {
			return list.totals(now());
		},
		get busy() {
			return list.busy;
		},
		get capabilities() {
			return definition.capabilities;
		},
		get mounted() {
			return definition.mounted;
		},
		get online() {
			return network.online;
		},
		get paused() {
			return paused;
		},
		async prepare() {
			await definition.ask();
		},
		async add(added) {
			schedule.adding += 1;
			const items = await takeIn(intake, added);
			schedule.adding -= 1;
			if (options.validate) await validateAll(intake, items);
			passed();
			const there = new Set(list.files);
			return items.filter((item) => there.has(item)) as never;
		},
		start,
		pause() {
			paused = true;
			each('pause');
		},
		resume() {
			paused = false;
			each('resume');
		},
		retry() {
			for (const item of list.files) if (item.own.status === 'failed') act(item, 'retry');
		},
		cancel: () => each('cancel'),
		clear({ all = false } = {}) {
			if (all) each('cancel');
			drop(({ own }) => !isPending(own));
		},
		dismiss(refused) {
			list.refused = refused ? list.refused.filter((other) => other !== refused) : [];
		},
		move(file, index) {
			list.move(file as never, index);
			passed();
		},
		settled: schedule.settled,
		destroy() {
			ended.abort();
			for (const { control, session } of list.files) {
				control?.abort();
				session?.release();
			}
			guard();
			void checksums?.then((loaded) => loaded?.close());
		}
	};
}

function stay(event: Event): void {
	event.preventDefault();
}

function noChecksums(): undefined {
	console.warn('[sveltekit-fastio] Checksums could not be loaded: uploads go on without.');
}

function count(name: string, value: number): number {
	if (Number.isInteger(value) && value >= 1) return value;
	throw new RangeError(`createUploader: \`${name}\` must be a whole number of 1 or more; got ${value}`);
}
