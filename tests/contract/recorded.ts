import type { Fastio } from '../../src/api.ts';
import type { Emulator } from '../../src/emulator.ts';
import { connectTo } from './wires.ts';

/** A request as it left the client. */
export interface RecordedRequest {
	method: string;
	/** Below the base URL, the workspace's id replaced by `{ws}`. */
	path: string;
	query: Record<string, string>;
	/** The fields of a form; `undefined` without a body. */
	form: Record<string, string> | undefined;
	contentType: string | null;
}

/** A client of the emulator, and what it has sent so far. */
export function recording(emulator: Emulator): { client: Fastio; sent: RecordedRequest[] } {
	const sent: RecordedRequest[] = [];
	const client = connectTo(emulator, 'sessions', {
		fetch: async (input, init) => {
			const url = new URL(String(input));
			sent.push({
				method: init?.method ?? 'GET',
				path: url.pathname.replace('/current', '').replace(emulator.workspaceId, '{ws}'),
				query: Object.fromEntries(url.searchParams),
				form: typeof init?.body === 'string' ? Object.fromEntries(new URLSearchParams(init.body)) : undefined,
				contentType: new Headers(init?.headers).get('content-type')
			});
			return fetch(input, init);
		}
	});
	return { client, sent };
}

/** What a call of the documented API looks like: form-encoded POSTs, and GET and DELETE without a body. */
export function expected(
	method: 'GET' | 'POST' | 'DELETE',
	path: string,
	{ query = {}, form }: { query?: Record<string, string>; form?: Record<string, string> } = {}
): RecordedRequest {
	const hasBody = method === 'POST' || form !== undefined;
	return {
		method,
		path,
		query,
		form: hasBody ? (form ?? {}) : undefined,
		contentType: hasBody ? 'application/x-www-form-urlencoded' : null
	};
}
