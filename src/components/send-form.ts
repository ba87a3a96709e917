/** What came back from the server, before anyone read it. */
export interface FormAnswer {
	status: number;
	body: string;
	/** Where the answer came from in the end: differs from the request's URL after an HTTP redirect. */
	url: string;
}

/** One POST of a form. */
export interface SendFormOptions {
	url: URL;
	body: FormData;
	signal: AbortSignal;
	/** Called as bytes leave the browser, framing of the form included. */
	onprogress: (sentBytes: number, totalBytes: number) => void;
}

/** The connection broke, or never came about: nobody knows how much arrived. */
export class ConnectionLostError extends Error {
	override readonly name = 'ConnectionLostError';
}

/**
 * Posts a form as `use:enhance` does, but by `XMLHttpRequest`: `fetch` reports no upload progress in any browser.
 * The browser reads the files from disk as it sends them.
 *
 * @throws {@link ConnectionLostError} when there is no answer; the signal's reason after an abort.
 */
export function sendForm({ url, body, signal, onprogress }: SendFormOptions): Promise<FormAnswer> {
	return new Promise((resolve, reject) => {
		if (signal.aborted) {
			reject(signal.reason);
			return;
		}
		const request = new XMLHttpRequest();
		const abort = () => request.abort();
		signal.addEventListener('abort', abort);
		request.onloadend = () => signal.removeEventListener('abort', abort);
		request.onload = () =>
			resolve({ status: request.status, body: request.responseText, url: request.responseURL });
		request.onerror = () => reject(new ConnectionLostError('No answer from the server'));
		request.onabort = () => reject(signal.reason ?? new DOMException('Aborted', 'AbortError'));
		request.upload.onprogress = (event) => onprogress(event.loaded, event.lengthComputable ? event.total : 0);
		request.open('POST', url);
		request.setRequestHeader('accept', 'application/json');
		// Without it a `+server.ts` beside the page would get the request instead of the action.
		request.setRequestHeader('x-sveltekit-action', 'true');
		// No content-type: the browser writes it with the boundary of the form.
		request.send(body);
	});
}
