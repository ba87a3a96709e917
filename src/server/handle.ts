import type { RequestEvent } from '@sveltejs/kit';
import { FastioError } from '../rules/errors.ts';
import { isMultipartForm } from '../multipart/content-type.ts';
import { appBase } from './app.ts';
import type { Definition } from './define.ts';
import type { FastioLive } from './live/live.ts';
import { answerMount } from './mount.ts';
import type { MountSettings } from './mount-call.ts';
import { recordingEvent } from './mount-event.ts';
import { checkMaxRequestBytes } from './slice-limits.ts';
import { isFailedAction, StreamedForm } from './stream-form.ts';
import type { FastioLocals } from './stream-form.ts';
import { COMPLETE_WAIT_MS } from './upload-complete.ts';
import { CompletionFlights } from './upload-flights.ts';

/** Where the mount is unless told otherwise, under the app's base path. */
export const DEFAULT_MOUNT = '/api/fastio';

export interface FastioHandleOptions {
	/** Path of the mount, without the app's base path. Default `/api/fastio`. */
	base?: `/${string}`;
	/**
	 * Pages whose own actions call `formData()`, by path (`/profile`) or route id (`/users/[id]`), and the definition
	 * that their files fall under.
	 */
	// eslint-disable-next-line @typescript-eslint/no-explicit-any -- results of any type
	streamForms?: Record<`/${string}`, Definition<any>>;
	/**
	 * Largest request body in bytes that the host lets through, e.g. `4.5e6` on Vercel; at least 1 MiB. Slices of large
	 * files then get smaller, in whole MiB. Default: no limit.
	 */
	maxRequestBytes?: number;
	/** Made by `createFastioLive`: answers `GET {base}/live`, and begins to follow Fast.io with the first request. */
	live?: FastioLive;
	/**
	 * Keep slices under adapter-node's `BODY_SIZE_LIMIT` too. Default `false`: slices, which are bounded, authorized and
	 * never held, pass it, so that a default adapter-node takes files of any size. Forms and raw bodies never pass it.
	 */
	respectBodySizeLimit?: boolean;
	/**
	 * What `createFastioWebhook` made: answers `POST {base}/webhook`. Its signature alone decides: neither `authorize` nor
	 * the `Origin` is asked. Default: no such call.
	 */
	webhook?: (event: RequestEvent) => Promise<Response>;
}

/** SvelteKit's `Handle` in the shape that is the same in Kit 2 and 3. */
export type FastioHandle = (input: {
	event: RequestEvent;
	resolve: (event: RequestEvent) => Response | Promise<Response>;
}) => Promise<Response>;

/**
 * Makes the `handle` hook: it answers the mount and streams the forms of `streamForms`, and lets every other request
 * pass untouched. Put it after the hook that fills `locals` for your `authorize`, and before anything that reads or
 * clones request bodies. Sets `event.locals.fastio`.
 *
 * @throws FastioError `config` when two definitions share a name, `base` is the whole app, or `maxRequestBytes` is too
 * small.
 * @example
 * ```ts
 * export const handle = sequence(auth, createFastioHandle([documents], { streamForms: { '/profile': documents } }));
 * ```
 */
export function createFastioHandle(
	// eslint-disable-next-line @typescript-eslint/no-explicit-any -- results of any type
	definitions: readonly Definition<any>[],
	options: FastioHandleOptions = {}
): FastioHandle {
	const byName = new Map<string, Definition>();
	for (const definition of definitions) {
		if (byName.has(definition.name)) {
			throw new FastioError('config', `createFastioHandle: two definitions are named "${definition.name}".`);
		}
		byName.set(definition.name, definition);
	}
	const base = trimSlash(options.base ?? DEFAULT_MOUNT);
	if (base === '') {
		throw new FastioError(
			'config',
			'createFastioHandle: `base` is the whole app. Use a path, e.g. /api/fastio.'
		);
	}
	checkMaxRequestBytes(options.maxRequestBytes);
	const settings: MountSettings = {
		maxRequestBytes: options.maxRequestBytes === Infinity ? undefined : options.maxRequestBytes,
		respectBodySizeLimit: options.respectBodySizeLimit ?? false,
		completeWaitMs: COMPLETE_WAIT_MS,
		flights: new CompletionFlights()
	};
	const mount = `${appBase}${base}/`;
	const { live } = options;
	const livePath = `${mount}live`;
	const forms = new Map(Object.entries(options.streamForms ?? {}));

	return async function fastio({ event, resolve }) {
		const { pathname } = event.url;
		if (live && !isPrerendering(event)) live.start();
		if (live && (pathname === livePath || pathname.startsWith(`${livePath}/`))) {
			const recording = recordingEvent(event);
			return recording.apply(await live.answer(recording.event, pathname.slice(livePath.length)));
		}
		if (pathname.startsWith(mount)) {
			const path = pathname.slice(mount.length);
			if (options.webhook && path === 'webhook') return options.webhook(event);
			return answerMount(byName, event, path, settings);
		}

		const locals: FastioLocals = { files: [], result: undefined };
		(event.locals as { fastio?: FastioLocals }).fastio = locals;
		const definition = formDefinition(forms, event);
		if (!definition) return resolve(event);
		const form = new StreamedForm(definition, event, locals);
		const response = await resolve({ ...event, request: form.request });
		const { close } = await form.finish(await isFailedAction(response));
		return close ? closing(response) : response;
	};
}

function formDefinition(forms: ReadonlyMap<string, Definition>, event: RequestEvent): Definition | undefined {
	if (forms.size === 0 || event.request.method !== 'POST') return undefined;
	if (!isMultipartForm(event.request.headers.get('content-type'))) return undefined;
	const path = trimSlash(event.url.pathname.slice(appBase.length));
	return forms.get(path === '' ? '/' : path) ?? (event.route.id ? forms.get(event.route.id) : undefined);
}

/** A build that prerenders pages must not begin to follow a workspace: there nobody has an address. */
function isPrerendering(event: RequestEvent): boolean {
	try {
		event.getClientAddress();
		return false;
	} catch {
		return true;
	}
}

/** The response with `Connection: close`; a copy, since headers of some responses can't be changed. */
function closing(response: Response): Response {
	const copy = new Response(response.body, response);
	copy.headers.set('connection', 'close');
	return copy;
}

function trimSlash(path: string): string {
	return path.endsWith('/') ? path.slice(0, -1) : path;
}
