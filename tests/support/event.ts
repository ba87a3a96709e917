import type { Cookies, RequestEvent } from '@sveltejs/kit';

/** What a test may look at after a handler has run. */
export interface TestEvent {
	event: RequestEvent;
	/** Headers that were set through `setHeaders`. */
	headers: Record<string, string>;
	/** Cookies that were set, by name. */
	cookies: Map<string, string>;
}

/** A RequestEvent around a real Request: what a handler of ours touches, and nothing else. */
export function testEvent(
	path: string,
	init: RequestInit & { duplex?: 'half' } = {},
	options: { locals?: object; routeId?: string; origin?: string } = {}
): TestEvent {
	const url = new URL(path, options.origin ?? 'http://app.test');
	const request = new Request(url, init);
	const headers: Record<string, string> = {};
	const jar = new Map<string, string>();
	const sent = new Map(
		(request.headers.get('cookie') ?? '').split('; ').map((pair) => pair.split('=') as [string, string])
	);
	const cookies = {
		get: (name) => jar.get(name) ?? sent.get(name),
		getAll: () => [...sent].map(([name, value]) => ({ name, value })),
		set: (name, value) => void jar.set(name, value),
		delete: (name) => void jar.delete(name),
		serialize: (name, value) => `${name}=${value}; Path=/`
	} as Cookies;
	const event = {
		request,
		url,
		cookies,
		locals: options.locals ?? {},
		params: {},
		route: { id: options.routeId ?? null },
		platform: undefined,
		isDataRequest: false,
		isSubRequest: false,
		fetch,
		getClientAddress: () => '127.0.0.1',
		setHeaders: (more: Record<string, string>) => void Object.assign(headers, more)
	};
	return { event: event as unknown as RequestEvent, headers, cookies: jar };
}

/** A POST of a multipart form, as its page would send it. */
export function formPost(form: { bytes: Uint8Array<ArrayBuffer>; contentType: string }): RequestInit {
	return {
		method: 'POST',
		headers: {
			origin: 'http://app.test',
			'content-type': form.contentType,
			'content-length': String(form.bytes.byteLength)
		},
		body: form.bytes
	};
}
