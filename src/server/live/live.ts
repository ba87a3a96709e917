import type { RequestEvent } from '@sveltejs/kit';
import { BrokerUnavailable } from '../../brokers/broker.ts';
import type { Broker } from '../../brokers/broker.ts';
import { FastioError } from '../../rules/errors.ts';
import type { FastioEvent } from '../../rules/events.ts';
import { STATE_ONLY } from '../../rules/live.ts';
import { EVENTS_TOPIC, EventDispatcher } from '../events/dispatcher.ts';
import type { Dispatched } from '../events/dispatcher.ts';
import { answerLive } from './answer.ts';
import { Connections } from './connections.ts';
import { EventLog } from './event-log.ts';
import { Heard } from './heard.ts';
import { IndexFollower } from './index-follower.ts';
import type { FastioLiveOptions } from './options.ts';
import { Poller } from './poller.ts';
import { onShutdown } from './shutdown.ts';

/** What an app hears of its workspace, and tells its pages. Made by {@link createFastioLive}. */
export interface FastioLive {
	/**
	 * Hands an event to the app's handlers and, when they have succeeded, to the pages: what the receiver of webhooks does,
	 * and sources of your own. A file that was added or modified is then followed to the end of its indexing.
	 */
	dispatch(event: FastioEvent, options?: { keepMs?: number }): Promise<Dispatched>;
	/** A delivery has come: with `source: 'auto'` Fast.io is not followed for 10 minutes. */
	heard(): void;
	/** What its claims and its log are kept in. */
	readonly broker: Broker;
	/**
	 * Begins to follow Fast.io. The hook does so with its first request; call it in `init` of `hooks.server.ts` where
	 * handlers are to run before anyone comes.
	 */
	start(): void;
	/** Answers a call of the mount below `{base}/live`. */
	answer(event: RequestEvent, path: string): Promise<Response>;
	/** Ends connections, and following. Resolves when another instance may follow. Repeatable. */
	close(): Promise<void>;
}

/**
 * Makes what an app hears of its workspace: handlers, and the pages that are connected to `GET {base}/live`. Nothing is
 * read or connected before the first request.
 *
 * @throws FastioError `config` when `authorize` or `canSee` is missing, RangeError for a number that is none.
 * @example
 * ```ts
 * export const live = createFastioLive({
 *   fastio,
 *   on: { 'file.indexed': ({ fileId }) => db.markReady(fileId) },
 *   authorize: ({ locals }) => !!locals.user,
 *   canSee: ({ fileId }, { userId }) => db.owns(userId, fileId)
 * });
 * ```
 */
export function createFastioLive(options: FastioLiveOptions): FastioLive {
	check(options);
	const { fastio, on = {}, source = 'auto', concurrency, orgId } = options;
	const broker = options.broker ?? fastio.broker;
	const onError = options.onError ?? tellOperator;
	const dispatcher = new EventDispatcher({ broker, on, concurrency, onError });
	const log = new EventLog(broker.log, EVENTS_TOPIC, onError);
	const heard = new Heard(broker.log);
	const closing = new AbortController();
	let forget = () => {};
	const endPages = () => closing.abort(new Error('The server is stopping.'));
	// A good end is told by its own delivery: handlers have that one, and pages this one too.
	const pages = new EventDispatcher({ broker, on: {}, onError });
	const follower = new IndexFollower({
		fastio,
		onError,
		signal: closing.signal,
		found: (event) =>
			event.type === 'file.indexed'
				? pages.dispatch({ ...event, id: STATE_ONLY + event.id })
				: dispatcher.dispatch(event)
	});
	const dispatch: FastioLive['dispatch'] = async (event, how) => {
		const dispatched = await dispatcher.dispatch(event, how);
		if (dispatched === 'done' && canFollow(options)) follower.note(event);
		return dispatched;
	};
	const poller = new Poller({
		fastio,
		broker,
		orgId,
		dispatch: (event) => dispatcher.dispatch(event),
		onError,
		rests: async () => source === 'auto' && heard.recently()
	});
	const page = {
		options,
		log,
		connections: new Connections(options.connections ?? {}),
		onError,
		closing: closing.signal
	};
	let started = false;
	return {
		broker,
		dispatch,
		heard: () => void heard.note().catch(() => {}),
		start() {
			if (started || closing.signal.aborted) return;
			started = true;
			forget = onShutdown(() => {
				endPages();
				void poller.stop();
			});
			if (source !== 'webhook' && (source === 'poll' || canFollow(options))) poller.start();
		},
		answer: (event, path) => answerLive(page, event, path),
		async close() {
			forget();
			endPages();
			log.close();
			await poller.stop();
		}
	};
}

/** Whether the client's wire has events. A missing option is told by the first call that needs it. */
function canFollow({ fastio }: FastioLiveOptions): boolean {
	try {
		return fastio.wire.name !== 'v1';
	} catch {
		return true;
	}
}

function check({ authorize, canSee, source = 'auto' }: FastioLiveOptions): void {
	const missing = (name: string, what: string) =>
		new FastioError(
			'config',
			`createFastioLive: \`${name}\` is missing. Pass a function, or 'public' ${what}.`
		);
	if (authorize !== 'public' && typeof authorize !== 'function') {
		throw missing('authorize', 'to let anyone connect');
	}
	if (canSee !== 'public' && typeof canSee !== 'function') {
		throw missing('canSee', 'to tell every page of every event');
	}
	if (!['webhook', 'poll', 'auto'].includes(source)) {
		throw new FastioError('config', "createFastioLive: `source` must be 'webhook', 'poll' or 'auto'.");
	}
}

/** One line; never what an event holds. */
function tellOperator(error: unknown): void {
	const isOurs = error instanceof FastioError || error instanceof BrokerUnavailable;
	console.error(
		`[sveltekit-fastio] live: ${isOurs ? error.message : 'code of the app threw'}`,
		...(isOurs ? [] : [error])
	);
}
