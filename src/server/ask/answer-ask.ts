import { isHttpError, isRedirect } from '@sveltejs/kit';
import { readText } from '../../multipart/read-text.ts';
import { FastioError } from '../../rules/errors.ts';
import { caught, closeConnection, failureResponse, jsonResponse } from '../kit-errors.ts';
import { toUploadFailure } from '../failures.ts';
import type { MountCall } from '../mount-call.ts';
import { withBody } from '../settle-body.ts';
import { askOfJson } from './ask-request.ts';
import { admitAsk, beginAsk } from './begin-ask.ts';
import type { BegunAsk } from './begin-ask.ts';

/** Longest request with a question: 256 KiB. */
export const MAX_ASK_BYTES = 256 * 1024;
/** A comment is sent at least this often, so that proxies keep the connection: 15 s. */
const BEAT_MS = 15_000;

/**
 * `POST {def}/ask`: the answer as server-sent events `text`, then `answer` or `error`; as one JSON object where the page
 * accepts that alone.
 */
export async function answerAsk({ definition, event }: MountCall): Promise<Response> {
	const control = new AbortController();
	const left = AbortSignal.any([event.request.signal, control.signal]);
	const received = await withBody(event, async (body): Promise<BegunAsk> => {
		const { holder, leave } = await admitAsk(definition, event);
		try {
			const text = await readText(body, MAX_ASK_BYTES);
			if (text === undefined) throw new FastioError('malformed', 'The question is too long.');
			return { ...(await beginAsk(holder, event, askOfJson(jsonOf(text)), left)), leave };
		} catch (thrown) {
			leave();
			throw thrown;
		}
	});
	const { close } = received;
	if (close) closeConnection(event);
	if ('thrown' in received) return failureResponse(caught(definition, received.thrown), { close });
	const asked = received.value;
	if (event.request.headers.get('accept') !== 'application/json') {
		return stream(
			asked,
			(thrown) => failureOf(definition, thrown),
			() => control.abort()
		);
	}
	try {
		return jsonResponse(await asked.toPage(await asked.stream.answer), { status: 200 });
	} catch (thrown) {
		return failureResponse(caught(definition, thrown));
	} finally {
		asked.leave();
	}
}

/** The body follows the answer as it grows; a page that goes away ends the question. */
function stream(asked: BegunAsk, failureOf: (thrown: unknown) => object, leftPage: () => void): Response {
	const encoder = new TextEncoder();
	const frames = framesOf(asked, failureOf);
	let next: Promise<IteratorResult<string>> | undefined;
	const body = new ReadableStream<Uint8Array>(
		{
			start: (controller) => controller.enqueue(encoder.encode(': fastio\n\n')),
			async pull(controller) {
				next ??= frames.next();
				let timer: ReturnType<typeof setTimeout> | undefined;
				const beat = new Promise<'beat'>((resolve) => (timer = setTimeout(resolve, BEAT_MS, 'beat')));
				const result = await Promise.race([next, beat]);
				clearTimeout(timer);
				if (result === 'beat') return controller.enqueue(encoder.encode(': beat\n\n'));
				next = undefined;
				if (result.done) controller.close();
				else controller.enqueue(encoder.encode(result.value));
			},
			cancel() {
				leftPage();
				asked.leave();
			}
		},
		{ highWaterMark: 1 }
	);
	const headers = { 'content-type': 'text/event-stream', 'cache-control': 'private, no-store, no-transform' };
	return new Response(body, { headers: { ...headers, 'x-content-type-options': 'nosniff' } });
}

async function* framesOf(
	{ stream: answer, toPage, leave }: BegunAsk,
	failureOf: (thrown: unknown) => object
): AsyncGenerator<string, void, undefined> {
	try {
		for await (const text of answer) yield frame('text', { text });
		yield frame('answer', await toPage(await answer.answer));
	} catch (thrown) {
		yield frame('error', failureOf(thrown));
	} finally {
		leave();
	}
}

function failureOf(definition: MountCall['definition'], thrown: unknown): object {
	// The answer has begun: a status or a redirect would come too late.
	const ours =
		isRedirect(thrown) || isHttpError(thrown) ? new FastioError('rejected', 'Please try again.') : thrown;
	return toUploadFailure(caught(definition, ours)).failure;
}

function frame(event: string, body: object): string {
	return `event: ${event}\ndata: ${JSON.stringify(body)}\n\n`;
}

/** @throws FastioError `malformed` */
function jsonOf(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch (cause) {
		throw new FastioError('malformed', 'The request is not JSON.', { cause });
	}
}
