import type { RequestEvent } from '@sveltejs/kit';
import type { Broker } from '../../brokers/broker.ts';
import type { FastioEvent } from '../../rules/events.ts';
import type { FastioHandlers } from '../events/handlers.ts';
import type { FastioServer } from '../fastio.ts';

type MaybePromise<T> = T | Promise<T>;

/** A page that is connected to `GET {base}/live`. */
export interface LiveConnection {
	/** The request that opened the connection. Its `locals` are as they were then. */
	event: RequestEvent;
	/** Who, as `identify` says; without it the visitor's cookie, where there is one. */
	userId: string | undefined;
}

export interface FastioLiveOptions {
	/** The client whose workspace is followed. */
	fastio: FastioServer;
	/** What the app does about events; the same whichever way they come. */
	on?: FastioHandlers;
	/**
	 * How events come. `webhook`: by `createFastioWebhook({ live })` alone. `poll`: this server follows Fast.io itself, one
	 * instance for all. `auto`: it follows until deliveries arrive, and again when none has for 10 minutes. Default `auto`.
	 */
	source?: 'webhook' | 'poll' | 'auto';
	/** Who may connect. Required; `'public'` says aloud that anyone may. Asked again when a page reconnects. */
	authorize: 'public' | ((event: RequestEvent) => MaybePromise<boolean>);
	/** A stable id of the visitor. Default: the cookie of definitions without `identify`, where the visitor has one. */
	identify?: (event: RequestEvent) => MaybePromise<string | undefined>;
	/**
	 * Which page is told of which event. Required; `'public'` says aloud that every page is told of all. Asked for each
	 * event and connection, so keep it quick. One that throws hides the event, and is reported.
	 */
	canSee: 'public' | ((event: FastioEvent, live: LiveConnection) => MaybePromise<boolean>);
	/** What instances share. Default: the client's, which is memory. */
	broker?: Broker;
	/** Pages that may be connected to this instance. */
	connections?: {
		/** Default 10,000. */
		total?: number;
		/** Default 20: a visitor's tabs. Visitors who are not known are counted by address, and not at all without one. */
		perVisitor?: number;
	};
	/** Events handled at a time in this instance. Default 100. */
	concurrency?: number;
	/** Other origins whose pages may connect. Default: none. */
	trustedOrigins?: readonly string[];
	/** The organisation of the workspace. Default: looked up. */
	orgId?: string;
	/** Told of what goes wrong where nobody waits for an answer. Default: one line on stderr. */
	onError?: (error: unknown) => void;
}
