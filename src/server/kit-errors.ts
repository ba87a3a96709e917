import { error as kitError, fail, isHttpError, isRedirect, VERSION } from '@sveltejs/kit';
import type { ActionFailure, RequestEvent } from '@sveltejs/kit';
import type { FastioError } from '../rules/errors.ts';
import type { FileOutcome, UploadFailure } from '../rules/results.ts';
import type { Definition } from './define.ts';
import { isRetryable, report, toFastioError, toUploadFailure } from './failures.ts';

/** Lets SvelteKit's own throws (`redirect`, `error`) pass, and reports everything else as one of ours. */
export function caught(definition: Definition, thrown: unknown): FastioError {
	if (isRedirect(thrown) || isHttpError(thrown)) throw thrown;
	const error = toFastioError(thrown);
	report(definition.name, error);
	return error;
}

/** The failure as the result of a form action. */
export function actionFailure(error: FastioError, files?: FileOutcome[]): ActionFailure<UploadFailure> {
	const { status, failure } = toUploadFailure(error, files);
	return fail(status, failure);
}

/**
 * The failure as the result of a form action whose sender is still sending. Chromium shows an answer to an unfinished
 * upload only when its HTTP status is an error, and SvelteKit 2 answers `fail()` to scripts with 200. There it is
 * thrown as `error()` with the failure inside, which `fastioEnhance` takes out again.
 */
export function unfinishedFailure(
	event: RequestEvent,
	error: FastioError,
	files?: FileOutcome[],
	kitVersion: string = VERSION
): ActionFailure<UploadFailure> {
	const failure = actionFailure(error, files);
	const isScript = event.request.headers.get('accept') === 'application/json';
	if (!isScript || !kitVersion.startsWith('2.')) return failure;
	const body = { message: failure.data.error, ...failure.data };
	return kitError(failure.status, body);
}

/** The failure as a JSON answer. `close` ends the connection after it; `tellRetryable` says whether to try again. */
export function failureResponse(
	error: FastioError,
	options: { files?: FileOutcome[]; close?: boolean; tellRetryable?: boolean } = {}
): Response {
	const { status, failure } = toUploadFailure(error, options.files);
	if (options.tellRetryable) failure.retryable = isRetryable(error);
	const response = jsonResponse(failure, { status, ...options });
	if (failure.retryAfterMs !== undefined) {
		response.headers.set('retry-after', String(Math.ceil(failure.retryAfterMs / 1000)));
	}
	return response;
}

/**
 * What `redirect()` and `error()` of the app mean where no SvelteKit route answers; `undefined` for any other throw.
 * `tellRetryable` says that the same request will not do better.
 */
export function kitResponse(thrown: unknown, tellRetryable = false): Response | undefined {
	if (isRedirect(thrown)) {
		return new Response(null, { status: thrown.status, headers: { location: thrown.location } });
	}
	if (!isHttpError(thrown)) return undefined;
	const code = thrown.status === 401 || thrown.status === 403 ? 'not-allowed' : 'rejected';
	const failure: UploadFailure = {
		success: false,
		error: thrown.body.message,
		code,
		files: [],
		...(tellRetryable ? { retryable: false } : {})
	};
	return jsonResponse(failure, { status: thrown.status });
}

/** A JSON answer that is never cached. */
export function jsonResponse(body: unknown, options: { status: number; close?: boolean }): Response {
	const headers: Record<string, string> = { 'cache-control': 'no-store' };
	if (options.close) headers['connection'] = 'close';
	return Response.json(body, { status: options.status, headers });
}

/** Says on SvelteKit's answer how long to wait, where the failure tells it. */
export function tellRetryAfter(event: RequestEvent, error: FastioError): void {
	const { retryAfterMs } = toUploadFailure(error).failure;
	if (retryAfterMs === undefined) return;
	try {
		event.setHeaders({ 'retry-after': String(Math.ceil(retryAfterMs / 1000)) });
	} catch {
		// Set already, by the app or by another form of ours.
	}
}

/**
 * Makes SvelteKit's answer to this request close the connection: a page's form action has no response of its own.
 * Node's HTTP/2 server drops the header.
 */
export function closeConnection(event: RequestEvent): void {
	try {
		event.setHeaders({ connection: 'close' });
	} catch {
		// Set already, by the app or by another form of ours.
	}
}

/** Throws the failure as SvelteKit's `error()`: for code that did not ask for our results. */
export function throwKitError(error: FastioError): never {
	const { status, failure } = toUploadFailure(error);
	kitError(status, failure.error);
}
