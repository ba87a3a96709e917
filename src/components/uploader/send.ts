/** One request to the mount. */
export interface SendRequest {
	method: 'GET' | 'POST' | 'PUT' | 'DELETE';
	url: string;
	headers?: Record<string, string>;
	body?: Blob | string;
	/** Outlives the page. */
	keepalive?: boolean;
	signal?: AbortSignal;
	/** Called as bytes of the body leave. */
	onsent?: (bytes: number) => void;
	/** Every byte of the body has left. */
	onallsent?: () => void;
}

/** What came back. */
export interface Answer {
	status: number;
	/** `undefined` where it is no JSON. */
	json: unknown;
}

/** Sends one request. @throws the signal's reason, or {@link ConnectionError} when there is no answer. */
export type Send = (request: SendRequest) => Promise<Answer>;

/** The connection broke, never came about, or nothing moved on it for {@link IDLE_TIMEOUT_MS}. */
export class ConnectionError extends Error {
	/** Whether the server may have the whole body. */
	readonly allSent: boolean;

	constructor(allSent: boolean) {
		super('No answer from the server');
		this.allSent = allSent;
	}
}

/** Longest time in which no byte leaves and no answer comes: 2 minutes. */
export const IDLE_TIMEOUT_MS = 120_000;

/** By `XMLHttpRequest`, since `fetch` reports no upload progress; `fetch` where the request outlives the page. */
export const sendByXhr: Send = ({
	method,
	url,
	headers = {},
	body,
	keepalive,
	signal,
	onsent,
	onallsent
}) => {
	if (keepalive) return sendByFetch(method, url, signal);
	return new Promise((resolve, reject) => {
		signal?.throwIfAborted();
		const request = new XMLHttpRequest();
		const startedAt = performance.now();
		let allSent = body === undefined;
		const abort = () => request.abort();
		// Counts from the start of the request, and may be set anew while it runs.
		const extend = () => (request.timeout = performance.now() - startedAt + IDLE_TIMEOUT_MS);
		signal?.addEventListener('abort', abort);
		request.onloadend = () => signal?.removeEventListener('abort', abort);
		request.onload = () => resolve({ status: request.status, json: parse(request.responseText) });
		request.onerror = request.ontimeout = () => reject(new ConnectionError(allSent));
		request.onabort = () => reject(signal?.reason);
		request.open(method, url);
		for (const [name, value] of Object.entries({ accept: 'application/json', ...headers })) {
			request.setRequestHeader(name, value);
		}
		if (body !== undefined) {
			request.upload.onprogress = ({ loaded }) => {
				extend();
				onsent?.(loaded);
			};
			request.upload.onload = () => {
				extend();
				allSent = true;
				onallsent?.();
			};
		}
		extend();
		request.send(body);
	});
};

async function sendByFetch(method: string, url: string, signal?: AbortSignal): Promise<Answer> {
	try {
		const headers = { accept: 'application/json' };
		const { status } = await fetch(url, { method, headers, keepalive: true, signal: signal ?? null });
		return { status, json: undefined };
	} catch {
		signal?.throwIfAborted();
		throw new ConnectionError(true);
	}
}

export function parse(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}
