import type { RequestEvent } from '@sveltejs/kit';
import { BrokerUnavailable } from '../../brokers/broker.ts';
import { FastioError } from '../../rules/errors.ts';
import type { LivePoll } from '../../rules/live.ts';
import { failureResponse, jsonResponse, kitResponse } from '../kit-errors.ts';
import { report, toFastioError } from '../failures.ts';
import { clientNetwork } from '../limits/address.ts';
import { mayRead, sourceOf } from '../origin.ts';
import { knownVisitor } from '../visitor.ts';
import type { Connections } from './connections.ts';
import { isEntryId } from './entry-id.ts';
import type { EventLog } from './event-log.ts';
import { eventStream } from './event-stream.ts';
import { fileStates } from './file-states.ts';
import type { FastioLiveOptions, LiveConnection } from './options.ts';
import { PageReader } from './reader.ts';
import { maySee } from './visibility.ts';

/** Longest wait of one `?wait=` call: 25 s, below what proxies and functions allow. */
export const MAX_PAGE_WAIT_SECONDS = 25;

/** What the pages of one `createFastioLive` share. */
export interface LivePages {
	options: FastioLiveOptions;
	log: EventLog;
	connections: Connections;
	onError: (error: unknown) => void;
	/** Aborts when the server ends. */
	closing: AbortSignal;
}

/** Answers `GET {base}/live` and `GET {base}/live/files`; `path` is what follows `live`. */
export async function answerLive(pages: LivePages, event: RequestEvent, path: string): Promise<Response> {
	try {
		if (path !== '' && path !== '/files') throw new FastioError('not-found', 'There is nothing here.');
		if (event.request.method !== 'GET') throw new FastioError('method-not-allowed', 'Use GET here.');
		const live = await admit(pages, event);
		const see = maySee(pages.options.canSee, live, pages.onError);
		if (path === '/files') {
			const states = await fileStates(pages.options.fastio, event.url.searchParams, see);
			return jsonResponse(states, { status: 200 });
		}
		return await connect(pages, live, see);
	} catch (thrown) {
		return refusal(thrown);
	}
}

async function admit({ options }: LivePages, event: RequestEvent): Promise<LiveConnection> {
	const { authorize, identify, trustedOrigins } = options;
	if (!mayRead(sourceOf(event.request, event.url.origin, trustedOrigins))) {
		throw new FastioError('cross-site', 'Other sites may not listen here.');
	}
	if (authorize !== 'public' && (await authorize(event)) !== true) {
		throw new FastioError('not-allowed', 'You may not listen here.');
	}
	const userId = identify ? await identify(event) : await knownVisitor({ name: 'live', rules: {} }, event);
	return { event, userId };
}

async function connect(
	{ log, connections, closing }: LivePages,
	live: LiveConnection,
	see: ReturnType<typeof maySee>
): Promise<Response> {
	const { event, userId } = live;
	const { searchParams } = event.url;
	const wait = searchParams.get('wait');
	const asked = event.request.headers.get('last-event-id') ?? searchParams.get('after') ?? undefined;
	const after = asked !== undefined && isEntryId(asked) ? asked : undefined;
	const address = clientNetwork(event);
	const visitor = userId !== undefined ? `user ${userId}` : address && `address ${address}`;
	const leave = await connections.enter(visitor);
	const close = log.open();
	const end = () => {
		close();
		leave();
	};
	try {
		const reader = new PageReader(log, see, after ?? (await log.head()));
		const signal = AbortSignal.any([event.request.signal, closing]);
		if (wait === null) return eventStream(reader, signal, end);
		// Without a place to begin it only asks for one.
		const seconds = after === undefined ? 0 : Math.min(Number(wait) || 0, MAX_PAGE_WAIT_SECONDS);
		const answer = await poll(reader, seconds, signal);
		end();
		return jsonResponse(answer, { status: 200 });
	} catch (error) {
		end();
		throw error;
	}
}

async function poll(reader: PageReader, waitSeconds: number, signal: AbortSignal): Promise<LivePoll> {
	const { events, gap } = await reader.next(Math.max(0, waitSeconds) * 1000, signal);
	return { id: reader.position, gap, events };
}

/** Every failure in the shape of the mount's; SvelteKit's own by their status. */
function refusal(thrown: unknown): Response {
	const answer = kitResponse(thrown);
	if (answer) return answer;
	const error =
		thrown instanceof BrokerUnavailable
			? new FastioError('unavailable', 'Live updates are not available right now.', { cause: thrown })
			: toFastioError(thrown);
	report('live', error);
	const response = failureResponse(error);
	if (error.code === 'method-not-allowed') response.headers.set('allow', 'GET');
	return response;
}
