import type { Exchange } from '../http/exchange.ts';
import type { Reply, Route } from '../http/router.ts';
import type { State } from '../state.ts';
import { isOver, type Turn } from '../store/chats.ts';
import { AGENT, requireTurn } from './chats.ts';

/** A comment after so long without a piece, so that proxies keep the connection. */
const KEEP_ALIVE_MS = 15_000;
/** Longest time that a stream is open; then it ends without `done`. */
const MAX_READ_MS = 10 * 60_000;

/**
 * An answer as it is made: `message` events with pieces of it, then `done`, or `needs_input`. The live API documents that it is
 * a stream and how it ends, not the names and fields of its events.
 */
export const turnStreamRoutes: readonly Route[] = [
	{ method: 'GET', path: `${AGENT}/:chat/message/:message/read`, handler: read }
];

function read(x: Exchange, state: State): Reply {
	return { events: eventsOf(x, requireTurn(x, state)) };
}

/** All that has been said already comes first, also of a turn that is over. Ends when the client goes away. */
async function* eventsOf({ res }: Exchange, turn: Turn): AsyncGenerator<Uint8Array> {
	const gone = new AbortController();
	res.once('close', () => gone.abort());
	if (res.destroyed) gone.abort();
	const endsAt = performance.now() + MAX_READ_MS;
	for (let sent = 0; ;) {
		while (sent < turn.deltas.length) yield event('message', { text: turn.deltas[sent++] });
		if (isOver(turn)) break;
		const left = endsAt - performance.now();
		if (left <= 0 || gone.signal.aborted) return;
		const { status } = turn;
		await turn.waiting.next(Math.min(KEEP_ALIVE_MS, left), gone.signal);
		const isStill = sent === turn.deltas.length && turn.status === status;
		if (isStill && !gone.signal.aborted) yield encoder.encode(': keep-alive\n\n');
	}
	if (turn.status === 'needs_input') yield event('needs_input', { question: turn.clarification });
	else yield event('done', turn.status === 'complete' ? {} : { status: turn.status });
}

const encoder = new TextEncoder();
const event = (name: string, data: object): Uint8Array =>
	encoder.encode(`event: ${name}\ndata: ${JSON.stringify(data)}\n\n`);
