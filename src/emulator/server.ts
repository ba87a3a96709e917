import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { requireKey } from './access.ts';
import { handleControl, isControlPath } from './control.ts';
import type { FaultBoard } from './faults.ts';
import { answerOf, carryOutFault, meetBefore } from './fault-answers.ts';
import { type Exchange, hasUnreadBody } from './http/exchange.ts';
import { Refusal } from './http/refusal.ts';
import { createRouter, type Reply, type Router } from './http/router.ts';
import { logRequest, recordOf } from './request-log.ts';
import { accountRoutes } from './routes/account.ts';
import { activityRoutes } from './routes/activity.ts';
import { addfileRoutes } from './routes/addfile.ts';
import { askRoutes } from './routes/ask.ts';
import { chatRoutes } from './routes/chats.ts';
import { contentRoutes } from './routes/content.ts';
import { chunkRoutes } from './routes/chunks.ts';
import { downloadRoutes } from './routes/download.ts';
import { eventRoutes } from './routes/events.ts';
import { feedRoutes } from './routes/feed.ts';
import { lockRoutes } from './routes/locks.ts';
import { orgRoutes } from './routes/orgs.ts';
import { searchRoutes } from './routes/search.ts';
import { sessionRoutes } from './routes/sessions.ts';
import { storageReadRoutes } from './routes/storage-read.ts';
import { storageWriteRoutes } from './routes/storage-write.ts';
import { streamRoutes } from './routes/stream.ts';
import { turnStreamRoutes } from './routes/turn-stream.ts';
import { uploadRoutes } from './routes/upload.ts';
import { v1Routes } from './routes/v1.ts';
import { workspaceRoutes } from './routes/workspace.ts';
import type { State } from './state.ts';
import { createThrottle, type Throttle } from './throttle.ts';
import { createWire } from './wire.ts';

const LIVE_ROUTES = [
	...accountRoutes,
	...orgRoutes,
	...workspaceRoutes,
	...feedRoutes,
	...activityRoutes,
	...eventRoutes,
	...chatRoutes,
	...askRoutes,
	...turnStreamRoutes,
	...uploadRoutes,
	...sessionRoutes,
	...chunkRoutes,
	...streamRoutes,
	...addfileRoutes,
	...searchRoutes,
	...contentRoutes,
	...storageReadRoutes,
	...storageWriteRoutes,
	...lockRoutes,
	...downloadRoutes
];

/** What `createHandler` needs besides the state that routes see. */
export interface HandlerContext {
	state: State;
	faults: FaultBoard;
	/** Host names under which `/_emulator/` may be called besides loopback ones. */
	hosts: readonly string[];
	/** Called by `POST /_emulator/reset`. */
	reset(): Promise<void>;
	openConnections(): number;
	/** Requests in progress, those to `/_emulator/` apart. */
	active: Set<IncomingMessage>;
}

/** The request listener of one emulator. It never rejects: a failure of its own is a 500 in the form of the wire. */
export function createHandler(context: HandlerContext): (req: IncomingMessage, res: ServerResponse) => void {
	const { state, faults, active } = context;
	const live = createRouter(LIVE_ROUTES);
	const v1 = createRouter(v1Routes);
	const liveWire = createWire('sessions', state);
	const v1Wire = createWire('v1', state);
	const throttles = new WeakMap<Socket, Throttle>();
	/** Requests that follow one another on a connection share its pace. */
	const throttleOf = (socket: Socket): Throttle => {
		const throttle = throttles.get(socket) ?? createThrottle(() => state.settings.throttleBytesPerSecond);
		throttles.set(socket, throttle);
		return throttle;
	};

	const serve = async (req: IncomingMessage, res: ServerResponse): Promise<void> => {
		const [path = '', search = ''] = splitUrl(req.url ?? '/');
		const base = {
			req,
			res,
			method: req.method ?? 'GET',
			path,
			query: new URLSearchParams(search),
			params: {}
		};
		if (isControlPath(path)) {
			const x: Exchange = { ...base, record: recordOf(req, path), throttle: createThrottle(() => undefined) };
			return handleControl(x, context);
		}
		const met = faults.meet(base);
		const throttle =
			met.bytesPerSecond === undefined ? throttleOf(req.socket) : createThrottle(() => met.bytesPerSecond);
		const x: Exchange = { ...base, record: recordOf(req, path), throttle };
		logRequest(state.requests, x.record);
		active.add(req);
		res.once('close', () => active.delete(req));

		const isV1 = path === '/v1' || path.startsWith('/v1/');
		const wire = isV1 ? v1Wire : liveWire;
		if (met.delayMs > 0) await sleep(met.delayMs, undefined, { ref: false });
		if (await meetBefore(x, met, wire)) return;
		const answer = await answerOf(() => route(x, state, isV1 ? v1 : live, path), x, wire);
		await carryOutFault(x, met, wire, answer);
	};

	return (req, res) => {
		res.on('error', () => {});
		req.on('error', () => {});
		// Only a connection that can't be answered any more comes to the catch.
		serve(req, res).catch(() => req.socket.destroy());
	};
}

async function route(x: Exchange, state: State, router: Router, path: string): Promise<Reply> {
	const below = /^\/(?:current|v1)(\/.*)?$/.exec(path);
	if (!below) throw new Refusal(404, 9992, 'This API call does not exist.');
	const { access, handler } = router.match(x, below[1] ?? '/');
	if (state.settings.chunkedBodies === 'reject' && hasUnreadBody(x) && x.req.headers['transfer-encoding']) {
		throw new Refusal(411, '411', 'A Content-Length is required.');
	}
	if (access === undefined) requireKey(x, state);
	return handler(x, state);
}

function splitUrl(url: string): [path: string, search: string] {
	const at = url.indexOf('?');
	return at < 0 ? [url, ''] : [url.slice(0, at), url.slice(at + 1)];
}
