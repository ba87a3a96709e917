import type { Checksums } from '../integrity/types.ts';
import { withWords } from '../words.ts';
import { createWork } from './work.ts';
import type { Core } from './core.ts';
import { createDefinition } from './definition.svelte.ts';
import type { Environment } from './environment.ts';
import { takeIn, validateAll } from './intake.ts';
import { List } from './list.svelte.ts';
import { createNetwork } from './network.svelte.ts';
import { isPending } from './states.ts';
import { UPLOADER_ENGLISH } from './strings.ts';
import type { Uploader, UploaderOptions } from './types.ts';

/** Files under way at a time, unless the options say otherwise. */
const DEFAULT_CONCURRENCY = 3;
const DEFAULT_SLICES_IN_FLIGHT = 3;
const DEFAULT_RETRIES = 5;

/**
 * The queue behind `createUploader`: puts its parts together, and shows them as one.
 *
 * @throws RangeError for a number of the options that is no whole number from 1.
 */
export function createQueue<R>(
	options: UploaderOptions<R>,
	environment: Environment,
	defaultEndpoint: () => string
): Uploader<R> {
	const {
		concurrency = DEFAULT_CONCURRENCY,
		slicesInFlight = DEFAULT_SLICES_IN_FLIGHT,
		retries = DEFAULT_RETRIES
	} = options;
	const ending = new AbortController();
	const ended = ending.signal;
	const list = new List();
	let paused = $state.raw(false);
	let loading: Promise<Checksums | void> | undefined;
	ended.addEventListener('abort', () => void loading?.then((loaded) => loaded?.close()));
	const network = createNetwork(environment, ended, () =>
		network.online ? core.passed() : work.wentOffline()
	);
	const core: Core = {
		...environment,
		options: options as UploaderOptions,
		list,
		ended,
		slicesInFlight: wholeNumber('slicesInFlight', slicesInFlight),
		retries: retries === false ? 0 : wholeNumber('retries', retries),
		mostSingleBytes: Infinity,
		network,
		get paused() {
			return paused;
		},
		get capabilities() {
			return definition.capabilities;
		},
		url() {
			const endpoint = (options.endpoint ?? defaultEndpoint()).replace(/\/$/u, '');
			return `${endpoint}/${encodeURIComponent(options.to)}`;
		},
		strings: () => withWords(UPLOADER_ENGLISH, options.strings),
		checksums: () => (loading ??= environment.checksums().catch(warn)),
		act: (item, action) => work.act(item, action),
		passed: () => work.pump(true)
	};
	const definition = createDefinition(core);
	const work = createWork(core, definition, wholeNumber('concurrency', concurrency));
	const { each, drop } = work;

	return {
		get files() {
			return list.files as never;
		},
		get refused() {
			return list.refused;
		},
		get totals() {
			return list.totals;
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
			work.hold(1);
			const items = await takeIn(core, definition, added);
			work.hold(-1);
			core.passed();
			if (options.validate) await validateAll(core, items);
			const there = new Set(list.files);
			return items.filter((item) => there.has(item)) as never;
		},
		start: work.start,
		pause() {
			paused = true;
			each('pause');
		},
		resume() {
			paused = false;
			each('resume');
		},
		retry: () => each('retry', 'failed'),
		cancel: () => each('cancel'),
		clear({ all = false } = {}) {
			if (all) each('cancel');
			drop(({ own }) => !isPending(own));
		},
		dismiss(...refused) {
			const gone = new Set(refused);
			list.refused = gone.size > 0 ? list.refused.filter((one) => !gone.has(one)) : [];
		},
		move(file, index) {
			list.move(file as never, index);
			core.passed();
		},
		settled: work.settled,
		destroy() {
			ending.abort();
			for (const { control, session } of list.files) {
				control?.abort();
				session?.kept?.release();
			}
		}
	};
}

function warn(): void {
	console.warn('[sveltekit-fastio] Checksums could not be loaded.');
}

/** @throws RangeError when it is none, or less than 1. */
function wholeNumber(name: string, value: number): number {
	if (Number.isInteger(value) && value >= 1) return value;
	throw new RangeError(`createUploader: \`${name}\` must be a whole number from 1; got ${value}`);
}
