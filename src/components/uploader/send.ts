/** One request to the mount. */
export interface SendRequest {
	method: 'GET' | 'POST' | 'PUT' | 'DELETE';
	url: string;
	/** `undefined` is not sent. */
	headers?: Record<string, string | undefined>;
	body?: Blob | string;
	/** Outlives the page. What the answer says is not read. */
	keepalive?: boolean;
	signal?: AbortSignal | undefined;
	/** Called as bytes of the body leave, with how many have. */
	onsent?: (bytes: number) => void;
}

/** What came back. */
export interface Answer {
	/** 0: the connection broke, never came about, or nothing moved on it for {@link IDLE_TIMEOUT_MS}. */
	status: number;
	/** `undefined` where it is no JSON. */
	json: unknown;
	/** Whether the server may have the whole body. */
	allSent: boolean;
}

/** Sends one request. @throws the signal's reason, and nothing else. */
export type Send = (request: SendRequest) => Promise<Answer>;

/** Longest time in which no byte leaves and no answer comes: 2 minutes. */
export const IDLE_TIMEOUT_MS = 120_000;

/** By `XMLHttpRequest`, since `fetch` reports no upload progress; `fetch` where the request outlives the page. */
export const sendByXhr: Send = ({ method, url, headers, body, keepalive, signal, onsent }) => {
	if (keepalive) return sendByFetch(method, url);
	return new Promise((resolve, reject) => {
		signal?.throwIfAborted();
		const request = new XMLHttpRequest();
		const startedAt = performance.now();
		let allSent = body === undefined;
		const abort = () => request.abort();
		// Counts from the start of the request, and may be set anew while it runs.
		const extend = () => (request.timeout = performance.now() - startedAt + IDLE_TIMEOUT_MS);
		signal?.addEventListener('abort', abort);
		// Comes last whatever happened; without an answer the status is 0.
		request.onloadend = () => {
			signal?.removeEventListener('abort', abort);
			if (signal?.aborted) reject(signal.reason);
			else resolve({ status: request.status, json: parse(request.responseText), allSent });
		};
		request.open(method, url);
		for (const [name, value] of Object.entries({ accept: 'application/json', ...headers })) {
			if (value !== undefined) request.setRequestHeader(name, value);
		}
		if (body !== undefined) {
			// The last of them, when every byte has left, comes before the `load` of the upload.
			request.upload.onprogress = ({ loaded, total }) => {
				extend();
				allSent = loaded === total;
				onsent?.(loaded);
			};
		}
		extend();
		request.send(body);
	});
};

async function sendByFetch(method: string, url: string): Promise<Answer> {
	const { status } = await fetch(url, { method, keepalive: true }).catch(() => ({ status: 0 }));
	return { status, json: undefined, allSent: true };
}

export function parse(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}
