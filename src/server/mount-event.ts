import type { Cookies, RequestEvent } from '@sveltejs/kit';

/**
 * The event as code of the app sees it inside the mount. SvelteKit adds cookies and headers to what `resolve`
 * returns; the mount answers without it, so they are written down here and put on its own response.
 */
export function recordingEvent(event: RequestEvent): {
	event: RequestEvent;
	apply(response: Response): Response;
} {
	const setCookies = new Map<string, string>();
	const headers: Record<string, string> = {};
	const record = (...[name, value, options]: Parameters<Cookies['set']>) => {
		setCookies.set(`${name};${options?.path ?? ''}`, event.cookies.serialize(name, value, options));
	};
	const cookies: Cookies = {
		...event.cookies,
		set(...call) {
			event.cookies.set(...call);
			record(...call);
		},
		delete(...[name, options]) {
			event.cookies.delete(name, options);
			record(name, '', { ...options, maxAge: 0 });
		}
	};
	return {
		event: { ...event, cookies, setHeaders: (more) => void Object.assign(headers, more) },
		apply(response) {
			for (const [name, value] of Object.entries(headers)) response.headers.set(name, value);
			for (const cookie of setCookies.values()) response.headers.append('set-cookie', cookie);
			return response;
		}
	};
}
