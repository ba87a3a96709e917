import { createActions } from './actions.ts';
import { createTransport, wholeNumber } from './create-transport.ts';
import { createDefinition } from './definition.svelte.ts';
import type { Environment } from './environment.ts';
import { takeIn, validateAll } from './intake.ts';
import type { Intake } from './intake.ts';
import type { ItemHost } from './item.svelte.ts';
import { createLeaveGuard } from './leave-guard.ts';
import { List } from './list.svelte.ts';
import { createNetwork } from './network.svelte.ts';
import { createSchedule } from './schedule.ts';
import { isPending } from './states.ts';
import { tell } from './tell.ts';
import type { Uploader, UploaderOptions } from './types.ts';

/** Files under way at a time, unless the options say otherwise. */
const DEFAULT_CONCURRENCY = 3;

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
	const { page, now } = environment;
	const { concurrency = DEFAULT_CONCURRENCY, autoStart = true, warnOnLeave = true } = options;
	const ending = new AbortController();
	const ended = ending.signal;
	let paused = $state.raw(false);
	const list = new List();
	const network = createNetwork(environment, ended, (online) => (online ? passed() : actions.wentOffline()));
	const transport = createTransport(options as UploaderOptions, environment, defaultEndpoint, network, ended);
	const definition = createDefinition(transport);
	const guard = createLeaveGuard(warnOnLeave ? page : undefined, ended);
	const schedule = createSchedule(list, ended, {
		concurrency: wholeNumber('concurrency', concurrency),
		autoStart,
		online: () => network.online,
		now,
		run: (item) => void actions.run(item),
		onrest: () => tell(options.onidle, list.totals(now()))
	});
	const host: ItemHost = {
		get online() {
			return network.online;
		},
		now,
		act: (item, action) => actions.act(item, action),
		moved: (bytes) => list.moved(bytes),
		changed(item, before, after) {
			if (before) list.count(item, before, -1);
			list.count(item, after, 1);
			const { queued, paused: waiting, active } = list.tally.counts;
			guard(active + (schedule.running ? queued - waiting : 0) > 0);
		},
		late(item, session) {
			if (ended.aborted) {
				session.save();
				return session.release();
			}
			const waits = item.own.status === 'queued' && !item.session && !item.control;
			if (!waits || !list.files.includes(item)) return session.end(false);
			item.session = session;
			session.save();
		}
	};
	const intake: Intake = { list, definition, transport, host, ended, paused: () => paused, passed };
	const actions = createActions(intake, schedule);
	const { act, each, drop } = actions;

	/** Files that could not start before may now. */
	function passed(): void {
		schedule.pump(true);
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
		start: actions.start,
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
			ending.abort();
			for (const { control, session } of list.files) {
				control?.abort();
				session?.release();
			}
		}
	};
}
