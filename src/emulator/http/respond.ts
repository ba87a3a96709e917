import { pipeline } from 'node:stream/promises';
import { Readable } from 'node:stream';
import { drain, type Exchange, hasUnreadBody } from './exchange.ts';

/** What a client that was refused in mid-body may still send before its connection is cut, and for how long. */
const LINGER_BYTES = 4 * 1024 ** 2;
const LINGER_MS = 1000;
/** A refused body up to this size is read to its end, and the connection kept. */
const DRAIN_BYTES = 256 * 1024;

/** An answer ready to be written. */
export interface Answer {
	status: number;
	headers: Record<string, string>;
	/** Text, or bytes in pieces, in which case `headers` says their length, unless they are events. */
	body: string | AsyncIterable<Uint8Array>;
}

/**
 * Sends the answer. Where the request body wasn't read to its end, the answer says `Connection: close` and the
 * connection is cut only after the client had a chance to read it: closing a socket with unread bytes resets it.
 */
export async function respond(x: Exchange, answer: Answer): Promise<void> {
	const { res } = x;
	if (res.destroyed || res.headersSent) return;
	x.record.status = answer.status;
	if (typeof answer.body !== 'string') {
		res.writeHead(answer.status, answer.headers);
		if (isEvents(answer)) res.flushHeaders();
		await pipeline(Readable.from(answer.body), res);
		return;
	}
	const body = Buffer.from(answer.body);
	if (hasUnreadBody(x) && Number(x.req.headers['content-length'] ?? Infinity) <= DRAIN_BYTES) await drain(x);
	const headers: Record<string, string> = { ...answer.headers, 'content-length': String(body.length) };
	if (!hasUnreadBody(x)) {
		res.writeHead(answer.status, headers).end(body);
		return;
	}
	res.writeHead(answer.status, { ...headers, connection: 'close' });
	res.write(body);
	await linger(x);
	res.end();
	x.req.socket.destroySoon();
}

/** Where a stream of events breaks off: in the middle of its second or third. */
const HALF_OF_EVENTS_BYTES = 120;

/** Whether the answer is a stream of events: nobody knows how long it will be. */
export const isEvents = ({ body, headers }: Answer): boolean =>
	typeof body !== 'string' && headers['content-length'] === undefined;

/** Sends the head and half of the body (of events 120 bytes), or `afterBytes` of it, and leaves the connection as it is. */
export async function respondHalf(x: Exchange, answer: Answer, afterBytes?: number): Promise<void> {
	const { res } = x;
	x.record.status = answer.status;
	const body = typeof answer.body === 'string' ? [Buffer.from(answer.body)] : answer.body;
	const text = typeof answer.body === 'string' ? String(Buffer.byteLength(answer.body)) : undefined;
	const length = Number(text ?? answer.headers['content-length'] ?? 2 * HALF_OF_EVENTS_BYTES);
	const announced = isEvents(answer) ? {} : { 'content-length': String(Math.max(length, 2)) };
	res.writeHead(answer.status, { ...answer.headers, ...announced });
	res.flushHeaders();
	let left = afterBytes ?? Math.floor(length / 2);
	if (left === 0) return;
	for await (const piece of body) {
		await new Promise<void>((resolve) => res.write(piece.subarray(0, left), () => resolve()));
		left -= piece.byteLength;
		if (left <= 0) return;
	}
}

function linger({ req }: Exchange): Promise<void> {
	return new Promise((resolve) => {
		let received = 0;
		const timer = setTimeout(done, LINGER_MS);
		function done() {
			clearTimeout(timer);
			req.off('data', count).off('end', done).off('close', done).off('error', done).pause();
			req.on('error', () => {});
			resolve();
		}
		function count(chunk: Buffer) {
			received += chunk.length;
			if (received > LINGER_BYTES) done();
		}
		if (req.destroyed) return done();
		req.on('data', count).on('end', done).on('close', done).on('error', done).resume();
	});
}
