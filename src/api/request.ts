import { FastioError } from '../rules/errors.ts';
import { guarded } from './circuit.ts';
import { readAnswer, understand } from './answer.ts';
import { FastioNetworkError } from './errors.ts';
import type { JsonObject } from './fields.ts';
import { withRetry, type OperationKind } from './retry.ts';
import type { Connection } from './settings.ts';
import {
	encodeParameters,
	networkError,
	requestPolicy,
	throwIfAborted,
	urlOf,
	type Parameters
} from './transport.ts';

/** One JSON call: no file travels. */
export interface ApiCall {
	method: 'GET' | 'POST' | 'DELETE';
	/** Relative to the base URL, with slashes at both ends; ids in it went through `segment`. */
	path: string;
	query?: Parameters;
	/** Sent form-encoded. A POST without it has an empty form. A DELETE has its parameters in the query as well. */
	form?: Parameters;
	/** About several nodes: a 404 that says of each why it is not there is an answer. */
	multi?: boolean;
	kind: OperationKind;
	signal?: AbortSignal | undefined;
	/** For the whole call, in milliseconds. Default: the connection's `callMs`. */
	timeoutMs?: number;
}

/**
 * Makes a call of the documented API and resolves to its payload. Repeats it as its kind allows. Holds the answer,
 * at most 4 MiB.
 *
 * @throws FastioApiError for a refusal or an answer that is none, FastioNetworkError when none came in time,
 * FastioError `aborted` when `signal` aborts.
 */
export async function callApi(connection: Connection, call: ApiCall): Promise<JsonObject> {
	throwIfAborted(call.signal);
	return withRetry(connection.retry, { kind: call.kind, signal: call.signal }, () =>
		guarded(connection.circuit, { signal: call.signal, exempt: UNDER_WAY.has(call.kind) }, () =>
			callOnce(connection, call)
		)
	);
}

/** Kinds that belong to an upload which is there already: not made, they would waste it or leave it behind. */
const UNDER_WAY = new Set<OperationKind>(['poll', 'cleanup']);

async function callOnce(connection: Connection, call: ApiCall): Promise<JsonObject> {
	const { method, path, query, form, multi, signal, timeoutMs = connection.timeouts.callMs } = call;
	const control = new AbortController();
	const onAbort = (): void => control.abort();
	signal?.addEventListener('abort', onAbort, { once: true });
	let late = false;
	const timer = setTimeout(() => {
		late = true;
		control.abort();
	}, timeoutMs);
	const headers: Record<string, string> = {
		accept: 'application/json',
		authorization: `Bearer ${connection.token}`
	};
	const hasBody = method === 'POST' || form !== undefined;
	if (hasBody) headers['content-type'] = 'application/x-www-form-urlencoded';
	try {
		const response = await connection.fetch(urlOf(connection, path, query), {
			...requestPolicy(),
			method,
			headers,
			body: hasBody ? encodeParameters(form ?? {}) : null,
			signal: control.signal
		});
		const answer = await readAnswer(response);
		return understand(answer, { dialect: 'sessions', token: connection.token, upload: false, multi });
	} catch (error) {
		if (late) {
			throw new FastioNetworkError('timeout', `Fast.io did not answer within ${timeoutMs / 1000} s.`, {
				sent: true,
				cause: error
			});
		}
		throw error instanceof FastioError ? error : networkError(error, true);
	} finally {
		clearTimeout(timer);
		signal?.removeEventListener('abort', onAbort);
	}
}
