import type { StoredBytes } from '../store/blobs.ts';
import type { State } from '../state.ts';
import type { Exchange } from './exchange.ts';
import { Refusal } from './refusal.ts';

/** What a route answers with; the server adds the envelope of the wire. */
export interface Reply {
	/** HTTP status. Default 200. */
	status?: number;
	/** Fields of a JSON answer. */
	payload?: object;
	/** Stored bytes in place of JSON. */
	bytes?: StoredBytes;
	/** Events as they come, in place of JSON; each piece is one. */
	events?: AsyncIterable<Uint8Array>;
	/** The payload is the whole answer, without an envelope. */
	isBare?: boolean;
	headers?: Record<string, string>;
}

export type Handler = (x: Exchange, state: State) => Promise<Reply> | Reply;

/** One call of the API. */
export interface Route {
	method: string;
	/** Path below the base, without slashes at the ends; `:name` takes one segment. */
	path: string;
	handler: Handler;
	/** `none`: needs no key. `token`: the handler checks for itself. Default: a key, and a writing one unless GET. */
	access?: 'none' | 'token';
}

/** A table of routes by the number of their segments. */
export interface Router {
	/**
	 * The route for a path, with or without a slash at its end; its named segments go to `x.params`.
	 *
	 * @throws Refusal 404/9992 for an unknown path, 405 for a wrong verb, 400 for a malformed percent-encoding.
	 */
	match(x: Exchange, path: string): Route;
}

export function createRouter(routes: readonly Route[]): Router {
	const table = routes.map((route) => ({ route, segments: route.path.split('/') }));
	return {
		match(x, path) {
			const segments = trim(path).split('/').map(decode);
			const allowed = new Set<string>();
			for (const { route, segments: pattern } of table) {
				const params = matchSegments(pattern, segments);
				if (!params) continue;
				if (route.method === x.method) {
					x.params = params;
					return route;
				}
				allowed.add(route.method);
			}
			if (allowed.size === 0) throw new Refusal(404, 9992, 'This API call does not exist.');
			throw new Refusal(405, '405', `${x.method} is not allowed here.`, {
				headers: { allow: [...allowed].join(', ') }
			});
		}
	};
}

const trim = (path: string): string => path.replace(/^\//, '').replace(/\/$/, '');

function matchSegments(pattern: string[], segments: string[]): Record<string, string> | undefined {
	if (pattern.length !== segments.length) return undefined;
	const params: Record<string, string> = {};
	for (const [index, expected] of pattern.entries()) {
		const actual = segments[index] ?? '';
		if (expected.startsWith(':')) {
			if (actual === '') return undefined;
			params[expected.slice(1)] = actual;
		} else if (expected !== actual) return undefined;
	}
	return params;
}

function decode(segment: string): string {
	try {
		return decodeURIComponent(segment);
	} catch {
		throw new Refusal(400, '400', 'The path is not valid percent-encoding.');
	}
}
