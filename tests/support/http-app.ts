import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { isActionFailure, isHttpError } from '@sveltejs/kit';
import type { RequestEvent } from '@sveltejs/kit';
import { getRequest, setResponse } from '@sveltejs/kit/node';
import { createFastioActions, createFastioHandle, createFastioStream } from '../../src/server.ts';
import type { Definition, FastioHandleOptions } from '../../src/server.ts';

/** An app on a real HTTP server, without SvelteKit's router: requests become events as adapter-node makes them. */
export interface HttpApp {
	readonly url: string;
	readonly port: number;
	/** What no route should throw. */
	readonly crashes: unknown[];
	/** Requests that have no answer yet, whether or not their sender is still there. */
	readonly active: number;
	/** TCP connections that were accepted so far. */
	readonly accepted: number;
	/** TCP connections that are open. */
	openConnections(): Promise<number>;
	/** Ends all connections. */
	close(): Promise<void>;
}

/**
 * `POST /upload` is the action, `/raw` the raw route, `/profile` an existing action that calls `formData()`, and
 * `/api/fastio` the mount. Actions answer as JSON with the HTTP status of their result.
 */
export async function startHttpApp(
	definition: Definition<unknown>,
	options: FastioHandleOptions = {}
): Promise<HttpApp> {
	const crashes: unknown[] = [];
	let active = 0;
	let accepted = 0;
	const { upload } = createFastioActions(definition);
	const stream = createFastioStream(definition);
	const handle = createFastioHandle([definition], { ...options, streamForms: { '/profile': definition } });

	const route = async (event: RequestEvent): Promise<Response> => {
		switch (event.url.pathname) {
			case '/upload': {
				const result = await upload(event);
				return isActionFailure(result)
					? Response.json(result.data, { status: result.status })
					: Response.json(result);
			}
			case '/raw':
				return stream(event);
			case '/profile': {
				// SvelteKit refuses what is no form before it calls an action.
				if (!/^multipart\/form-data\b/iu.test(event.request.headers.get('content-type') ?? '')) {
					return Response.json({ message: 'Form actions expect form-encoded data' }, { status: 415 });
				}
				const form = await event.request.formData();
				const { fastio } = event.locals as { fastio?: unknown };
				return Response.json({ success: true, ...(fastio as object), entries: [...form.keys()].length });
			}
			default:
				return new Response('Not found', { status: 404 });
		}
	};

	const answer = async (req: IncomingMessage, res: ServerResponse) => {
		const headers: Record<string, string> = {};
		let response: Response;
		try {
			const request = getRequest({ request: req, response: res, base: url });
			const event = eventOf(request, req, headers);
			const resolve = (inner: RequestEvent) => route(inner).catch(kitResponse);
			response = await handle({ event, resolve });
		} catch (error) {
			if (!isHttpError(error)) crashes.push(error);
			response = isHttpError(error) ? kitResponse(error) : new Response('Internal Error', { status: 500 });
		}
		for (const [name, value] of Object.entries(headers)) response.headers.set(name, value);
		setResponse(res, response);
	};

	const server = createServer((req, res) => {
		active += 1;
		void answer(req, res).finally(() => (active -= 1));
	});
	server.on('connection', () => (accepted += 1));
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const { port } = server.address() as AddressInfo;
	const url = `http://127.0.0.1:${port}`;
	return {
		url,
		port,
		crashes,
		get active() {
			return active;
		},
		get accepted() {
			return accepted;
		},
		openConnections: () =>
			new Promise((resolve, reject) => {
				server.getConnections((error, count) => (error ? reject(error) : resolve(count)));
			}),
		close: () =>
			new Promise((resolve) => {
				server.close(() => resolve());
				server.closeAllConnections();
			})
	};
}

function eventOf(request: Request, req: IncomingMessage, headers: Record<string, string>): RequestEvent {
	const event = {
		request,
		url: new URL(request.url),
		cookies: { get: () => undefined, getAll: () => [], set() {}, delete() {}, serialize: () => '' },
		locals: {},
		params: {},
		route: { id: null },
		platform: { req },
		isDataRequest: false,
		isSubRequest: false,
		fetch,
		getClientAddress: () => '127.0.0.1',
		setHeaders: (more: Record<string, string>) => void Object.assign(headers, more)
	};
	return event as unknown as RequestEvent;
}

/** What SvelteKit makes of `error()`, and of what no route should throw. */
function kitResponse(error: unknown): Response {
	if (isHttpError(error)) return Response.json(error.body, { status: error.status });
	throw error;
}
