import type { RequestPattern } from './calls.ts';

/** Sends on what it is given, but lets `act` come before the requests meant, which may change where they go. */
export function fetchAfter(
	{ method, path }: RequestPattern,
	act: (url: URL) => unknown,
	send: typeof fetch = fetch
): typeof fetch {
	const pattern = new RegExp(`^${path.replaceAll('*', '[^/]+')}$`, 'u');
	return async (input, init) => {
		const url = new URL(String(input));
		if ((init?.method ?? 'GET') === method && pattern.test(url.pathname)) await act(url);
		return send(url.href, init);
	};
}
