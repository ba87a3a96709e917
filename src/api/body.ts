import { FastioError } from '../rules/errors.ts';
import { guarded } from './circuit.ts';
import { readAnswer, understand } from './answer.ts';
import type { Dialect } from './envelope.ts';
import { FastioApiError, FastioNetworkError } from './errors.ts';
import type { JsonObject } from './fields.ts';
import type { OutgoingBody } from './outgoing.ts';
import type { Connection } from './settings.ts';
import {
	abortedError,
	networkError,
	requestPolicy,
	throwIfAborted,
	urlOf,
	type Parameters
} from './transport.ts';

/** The idle time is looked at this often within `idleMs`; a stall ends between once and 1¼ times `idleMs`. */
const TICKS = 4;

/** A POST whose body is a file. */
export interface BodyCall {
	path: string;
	query?: Parameters;
	contentType: string;
	dialect: Dialect;
	signal: AbortSignal | undefined;
}

/**
 * Every upload goes through here, one try: sends the body and resolves to the payload of the answer. The source is
 * unlocked when this settles. An answer that comes while the body still flows ends the upload and is what this
 * settles with.
 *
 * Time: `connectMs` until the connection asks for the first byte; `idleMs` while Fast.io takes no byte and sends no
 * answer. A slow source is never counted against Fast.io.
 *
 * @throws what the source failed with, unchanged; else `aborted`, FastioNetworkError `timeout` or `network`,
 * FastioApiError for a refusal or an answer that is none.
 */
export async function sendBody(
	connection: Connection,
	call: BodyCall,
	body: OutgoingBody
): Promise<JsonObject> {
	try {
		return await guarded(connection.circuit, call, () => sendOnce(connection, call, body));
	} finally {
		body.stop();
	}
}

async function sendOnce(connection: Connection, call: BodyCall, body: OutgoingBody): Promise<JsonObject> {
	const { signal } = call;
	const control = new AbortController();
	const onAbort = (): void => control.abort();
	const watch = watchStalls(body, connection, control);
	signal?.addEventListener('abort', onAbort, { once: true });
	let answered = false;
	try {
		throwIfAborted(signal);
		const response = await connection.fetch(urlOf(connection, call.path, call.query), {
			...requestPolicy(),
			method: 'POST',
			headers: headersOf(connection, call, body),
			body: withLength(body),
			// Required by fetch for a stream; not in TypeScript's RequestInit.
			duplex: 'half',
			signal: control.signal
		} as RequestInit);
		watch.answered();
		const answer = await readAnswer(response);
		answered = true;
		const payload = understand(answer, { dialect: call.dialect, token: connection.token, upload: true });
		if (!body.finished) await endEarly(response, body);
		return payload;
	} catch (error) {
		// What Fast.io said in full outranks what happened to the body meanwhile.
		if (answered && error instanceof FastioError) throw error;
		if (body.failure) throw body.failure.error;
		if (signal?.aborted) throw abortedError(signal);
		if (watch.failure) throw watch.failure;
		throw error instanceof FastioError ? error : networkError(error, body.started);
	} finally {
		watch.stop();
		signal?.removeEventListener('abort', onAbort);
		// An early answer leaves a connection that still expects the rest.
		if (!body.finished) control.abort();
	}
}

function headersOf(connection: Connection, call: BodyCall, body: OutgoingBody): Record<string, string> {
	const headers: Record<string, string> = {
		accept: 'application/json',
		authorization: `Bearer ${connection.token}`,
		'content-type': call.contentType
	};
	// Nothing documents that Fast.io takes a chunked body, so the length is told whenever it is known.
	if (body.contentLength !== undefined) headers['content-length'] = String(body.contentLength);
	return headers;
}

/**
 * Cloudflare Workers ignores the `content-length` header of a stream and asks for its own kind of stream instead, which
 * carries the length (https://developers.cloudflare.com/workers/runtime-apis/streams/transformstream/).
 */
function withLength({ stream, contentLength }: OutgoingBody): ReadableStream<Uint8Array> {
	const { FixedLengthStream } = globalThis as {
		FixedLengthStream?: new (length: number) => TransformStream<Uint8Array, Uint8Array>;
	};
	if (!FixedLengthStream || contentLength === undefined) return stream;
	return stream.pipeThrough(new FixedLengthStream(contentLength));
}

/**
 * A success before the end of the file can't be true, when it comes over a connection. A response that code made
 * (`new Response()`: MSW, a fetch of the caller's) has type `default`; such a stand-in need not read what it
 * is sent, so the rest is read here and the size and limits hold all the same.
 */
async function endEarly(response: Response, body: OutgoingBody): Promise<void> {
	if (response.type !== 'default') {
		throw new FastioApiError('upstream', 'Fast.io answered before it had the whole file.', {
			status: response.status
		});
	}
	await body.drain();
}

/** One timer for the whole upload; no clock is read per chunk. */
function watchStalls(body: OutgoingBody, connection: Connection, control: AbortController) {
	const { connectMs, idleMs, callMs } = connection.timeouts;
	let failure: FastioNetworkError | undefined;
	const end = (message: string): void => {
		failure ??= new FastioNetworkError('timeout', message, { sent: body.started });
		control.abort();
	};
	const connecting = setTimeout(() => {
		if (!body.started) end(`No connection to Fast.io within ${connectMs / 1000} s.`);
	}, connectMs);
	let quietTicks = 0;
	const idle = setInterval(() => {
		quietTicks = body.started && body.waiting && !body.moved ? quietTicks + 1 : 0;
		body.moved = false;
		if (quietTicks >= TICKS) end(`Fast.io took no byte and sent no answer for ${idleMs / 1000} s.`);
	}, idleMs / TICKS);
	let answering: ReturnType<typeof setTimeout> | undefined;
	return {
		get failure() {
			return failure;
		},
		/** The head of the answer is here: the rest is a JSON answer like any other. */
		answered(): void {
			clearTimeout(connecting);
			clearInterval(idle);
			answering = setTimeout(
				() => end(`The answer of Fast.io did not end within ${callMs / 1000} s.`),
				callMs
			);
		},
		stop(): void {
			clearTimeout(connecting);
			clearInterval(idle);
			clearTimeout(answering);
		}
	};
}
