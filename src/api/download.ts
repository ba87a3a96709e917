import { FastioError } from '../rules/errors.ts';
import { guarded } from './circuit.ts';
import { readAnswer, redirectError, understand } from './answer.ts';
import { FastioNetworkError } from './errors.ts';
import type { Connection } from './settings.ts';
import { abortedError, networkError, requestPolicy, throwIfAborted, urlOf } from './transport.ts';

/**
 * Asks for the bytes of a file and resolves when their head is here, within `callMs`. The caller reads or cancels
 * the body; `signal` ends that too. Nothing of the body is held. While the caller waits for bytes, Fast.io may send
 * none for `idleMs`; a slow reader is never counted against it.
 *
 * @throws FastioApiError for a refusal, FastioNetworkError when no answer came, FastioError `aborted`. Reading the
 * body fails with the last two as well.
 */
export async function download(
	connection: Connection,
	path: string,
	signal: AbortSignal | undefined,
	accept = '*/*'
): Promise<Response> {
	return guarded(connection.circuit, { signal }, () => downloadOnce(connection, path, signal, accept));
}

async function downloadOnce(
	connection: Connection,
	path: string,
	signal: AbortSignal | undefined,
	accept: string
): Promise<Response> {
	throwIfAborted(signal);
	const { callMs, idleMs } = connection.timeouts;
	const control = new AbortController();
	let late = false;
	const timer = setTimeout(() => {
		late = true;
		control.abort();
	}, callMs);
	try {
		const response = await connection.fetch(urlOf(connection, path), {
			...requestPolicy(),
			// Compressed, the answer would not tell how long the file is.
			headers: { accept, authorization: `Bearer ${connection.token}`, 'accept-encoding': 'identity' },
			signal: signal ? AbortSignal.any([signal, control.signal]) : control.signal
		});
		if (response.ok) return watched(response, idleMs, signal);
		if (response.status < 400) throw redirectError(response.status);
		understand(await readAnswer(response), { dialect: 'sessions', token: connection.token, upload: false });
		return response;
	} catch (error) {
		if (signal?.aborted) throw abortedError(signal);
		if (late)
			throw new FastioNetworkError('timeout', `Fast.io did not answer within ${callMs / 1000} s.`, {
				sent: true,
				cause: error
			});
		throw error instanceof FastioError ? error : networkError(error, true);
	} finally {
		clearTimeout(timer);
	}
}

/** The same answer, whose body fails with our errors and never waits longer than `idleMs`. */
function watched(response: Response, idleMs: number, signal: AbortSignal | undefined): Response {
	if (!response.body) return response;
	const reader = response.body.getReader();
	const body = new ReadableStream<Uint8Array<ArrayBuffer>>(
		{
			async pull(controller) {
				let timer: ReturnType<typeof setTimeout> | undefined;
				const idle = new Promise<never>((_resolve, reject) => {
					timer = setTimeout(() => reject(idleError(idleMs)), idleMs);
				});
				try {
					const { done, value } = await Promise.race([reader.read(), idle]);
					if (done) controller.close();
					else controller.enqueue(value);
				} catch (error) {
					await reader.cancel(error).catch(() => {});
					if (signal?.aborted) throw abortedError(signal);
					throw error instanceof FastioError ? error : networkError(error, true);
				} finally {
					clearTimeout(timer);
				}
			},
			cancel: (reason) => reader.cancel(reason)
		},
		{ highWaterMark: 0 }
	);
	const { status, statusText, headers } = response;
	return new Response(body, { status, statusText, headers });
}

function idleError(idleMs: number): FastioNetworkError {
	return new FastioNetworkError('timeout', `Fast.io sent no byte for ${idleMs / 1000} s.`, { sent: true });
}
