import { FastioError } from '../rules/errors.ts';
import { readAnswer, redirectError, understand } from './answer.ts';
import { FastioNetworkError } from './errors.ts';
import type { Connection } from './settings.ts';
import { abortedError, networkError, requestPolicy, throwIfAborted, urlOf } from './transport.ts';

/**
 * Asks for the bytes of a file and resolves when their head is here, within `callMs`. The caller reads or cancels
 * the body; `signal` ends that too. Nothing of the body is held.
 *
 * @throws FastioApiError for a refusal, FastioNetworkError when no answer came, FastioError `aborted`.
 */
export async function download(
	connection: Connection,
	path: string,
	signal: AbortSignal | undefined
): Promise<Response> {
	throwIfAborted(signal);
	const { callMs } = connection.timeouts;
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
			headers: { authorization: `Bearer ${connection.token}`, 'accept-encoding': 'identity' },
			signal: signal ? AbortSignal.any([signal, control.signal]) : control.signal
		});
		if (response.ok) return response;
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
