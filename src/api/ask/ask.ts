import { MAX_QUESTION_CHARS } from '../../rules/ask.ts';
import type { AskAnswer } from '../../rules/ask.ts';
import { FastioError } from '../../rules/errors.ts';
import { FastioApiError, FastioNetworkError } from '../errors.ts';
import { waitForActivity } from '../events/calls.ts';
import { IDLE_PAUSE_MS, REAL_TIME, type FollowContext } from '../events/follow.ts';
import { restAfter } from '../events/rest.ts';
import { publicText } from '../public-text.ts';
import type { Connection } from '../settings.ts';
import { abortedError } from '../transport.ts';
import { GrowingAnswer } from './ask-stream.ts';
import {
	cancelTurn,
	openTurnStream,
	readTurnOf,
	startTurn,
	type Question,
	type StartedTurn
} from './calls.ts';
import { sourcesOf } from './cite.ts';
import { textDeltas } from './deltas.ts';
import type { Turn } from './turn.ts';
import type { AskOptions, AskStream } from './types.ts';

/** Longest time until an answer is whole, unless told otherwise: 5 min. */
export const ASK_TIMEOUT_MS = 5 * 60_000;
/** Files and folders of one question, as Fast.io takes them. */
export const MAX_REFERENCES = 100;
/** What one wait for the end of a turn asks for, in seconds. */
const WAIT_SECONDS = 25;
/** Longest wait for Fast.io to take a cancellation. */
const CANCEL_TIMEOUT_MS = 10_000;

type Context = Pick<FollowContext, 'connection' | 'workspaceId'>;

/** See `Fastio.ask`. */
export function ask(context: Context, question: string, options: AskOptions): AskStream {
	const { signal, timeoutMs = ASK_TIMEOUT_MS } = options;
	const asked = checked(question, options);
	if (!(timeoutMs > 0)) throw new FastioError('config', 'ask: `timeoutMs` must be above 0.');
	const late = AbortSignal.timeout(Math.min(timeoutMs, 2 ** 31 - 1));
	const cancelled = new AbortController();
	const either = AbortSignal.any([late, cancelled.signal, ...(signal ? [signal] : [])]);
	const asking = new Asking(context, asked, either);
	return new GrowingAnswer(
		async (write) => {
			try {
				return await asking.run(write);
			} catch (error) {
				if (!either.aborted) throw error;
				await asking.end();
				if (signal?.aborted) throw abortedError(signal);
				if (cancelled.signal.aborted && asking.started) return { state: 'cancelled', ...asking.started };
				if (cancelled.signal.aborted) throw abortedError(cancelled.signal);
				throw notInTime(timeoutMs, error);
			}
		},
		async () => cancelled.abort(new Error('The question was cancelled.'))
	);
}

/** One question on its way. */
class Asking {
	readonly #context: Context;
	readonly #question: Question;
	readonly #signal: AbortSignal;
	/** Once Fast.io has taken it. */
	started: StartedTurn | undefined;

	constructor(context: Context, question: Question, signal: AbortSignal) {
		this.#context = context;
		this.#question = question;
		this.#signal = signal;
	}

	async run(write: (piece: string) => void): Promise<AskAnswer> {
		const { connection, workspaceId } = this.#context;
		const started = await startTurn(connection(), workspaceId, this.#question, this.#signal);
		this.started = started;
		const written = await this.#stream(started, write);
		const turn = await this.#wholeTurn(started);
		const { text } = turn;
		// What the stream did not bring. Where it brought something else, only the whole answer counts.
		if (turn.status === 'complete' && text.startsWith(written)) write(text.slice(written.length));
		return this.#answerOf(started, turn);
	}

	/** Tells Fast.io that nobody waits any more. One that can't be told goes on by itself. */
	async end(): Promise<void> {
		if (!this.started) return;
		const { connection, workspaceId } = this.#context;
		const limit = AbortSignal.timeout(CANCEL_TIMEOUT_MS);
		await cancelTurn(connection(), workspaceId, this.started.chatId, limit).catch(() => {});
	}

	/** Follows the answer as it is written. A stream that breaks or is none leaves the rest to {@link #wholeTurn}. */
	async #stream(started: StartedTurn, write: (piece: string) => void): Promise<string> {
		const { connection, workspaceId } = this.#context;
		let written = '';
		try {
			const body = await openTurnStream(connection(), workspaceId, started, this.#signal);
			for await (const piece of textDeltas(body)) {
				written += piece;
				write(piece);
			}
		} catch (error) {
			if (this.#signal.aborted) throw error;
		}
		return written;
	}

	/** The turn, once it has come to an end. */
	async #wholeTurn(started: StartedTurn): Promise<Turn> {
		const { connection, workspaceId } = this.#context;
		let since: string | undefined;
		let failures = 0;
		for (;;) {
			this.#signal.throwIfAborted();
			try {
				const turn = await readTurnOf(connection(), workspaceId, started, this.#signal);
				if (turn.status !== 'pending') return turn;
				const askedAt = performance.now();
				const query = { since, waitSeconds: since === undefined ? 1 : WAIT_SECONDS };
				const answer = await waitForActivity(connection(), workspaceId, query, this.#signal);
				if (since !== undefined && !answer.keys.some((key) => key.includes(started.chatId))) {
					await REAL_TIME.pause(IDLE_PAUSE_MS - (performance.now() - askedAt), this.#signal);
				}
				since = answer.since;
				failures = 0;
			} catch (error) {
				if (this.#signal.aborted) throw error;
				failures += 1;
				await restAfter(error, failures, REAL_TIME, this.#signal);
			}
		}
	}

	async #answerOf(started: StartedTurn, turn: Turn): Promise<AskAnswer> {
		const { connection, workspaceId } = this.#context;
		if (turn.status === 'cancelled') return { state: 'cancelled', ...started };
		if (turn.status === 'needs-input') return { state: 'needs-input', ...started, question: turn.text };
		if (turn.status === 'failed') throw failed(turn, connection());
		const { files } = this.#question;
		const sources = await sourcesOf(connection(), workspaceId, turn, files, this.#signal);
		return { state: 'answered', ...started, text: turn.text, truncated: turn.truncated, ...sources };
	}
}

/** @throws FastioError `malformed` for what Fast.io would refuse. */
function checked(question: string, options: AskOptions): Question {
	const { chatId, files = [], folders = [], idempotencyKey = crypto.randomUUID() } = options;
	const text = question.trim();
	if (text === '' || text.length > MAX_QUESTION_CHARS) {
		throw new FastioError('malformed', `A question has 1 to ${MAX_QUESTION_CHARS} characters.`);
	}
	if (files.length + folders.length > MAX_REFERENCES) {
		throw new FastioError(
			'malformed',
			`At most ${MAX_REFERENCES} files and folders can be asked about at once.`
		);
	}
	if (!/^[\w-]{1,64}$/u.test(idempotencyKey)) {
		throw new FastioError('malformed', 'ask: `idempotencyKey` takes up to 64 letters, digits, "-" and "_".');
	}
	return { text: text.toWellFormed(), chatId, files, folders, idempotencyKey };
}

function failed({ reason }: Turn, { token }: Connection): FastioApiError {
	const told = publicText(reason, token);
	return new FastioApiError(
		'upstream',
		`Fast.io could not answer the question${told === undefined ? '.' : `: ${told}`}`,
		{ status: 200 }
	);
}

function notInTime(timeoutMs: number, cause: unknown): FastioNetworkError {
	return new FastioNetworkError(
		'timeout',
		`Fast.io did not answer the question within ${timeoutMs / 1000} s.`,
		{
			sent: true,
			cause
		}
	);
}
