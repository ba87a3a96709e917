import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { RequestRecord } from '../request-log.ts';
import type { Throttle } from '../throttle.ts';
import { Disconnected } from './refusal.ts';

/** One request and the way to its answer. */
export interface Exchange {
	readonly req: IncomingMessage;
	readonly res: ServerResponse;
	readonly method: string;
	/** Path without the query, as sent. */
	readonly path: string;
	readonly query: URLSearchParams;
	/** Named segments of the matched route, percent-decoded. */
	params: Record<string, string>;
	readonly record: RequestRecord;
	readonly throttle: Throttle;
	/** A fault that ends reading after so many bytes of body. */
	cut?: { how: 'reset' | 'hang'; afterBytes: number };
}

/** The value of a named segment of the route. */
export function param(x: Exchange, name: string): string {
	const value = x.params[name];
	if (value === undefined) throw new Error(`The route has no segment :${name}`);
	return value;
}

/** Whether the request announces a body that hasn't been read to its end. */
export function hasUnreadBody({ req }: Exchange): boolean {
	if (req.readableEnded) return false;
	return req.headers['transfer-encoding'] !== undefined || Number(req.headers['content-length'] ?? 0) > 0;
}

/** Receives a piece of body; a promise holds back the next piece until it settles. */
export type Sink = (chunk: Buffer) => Promise<void> | undefined | void;

/**
 * Pushes the request body into a sink, at the pace of the throttle and of the sink: while either waits, the socket
 * isn't read and TCP holds the sender back. Holds one piece (at most 64 KiB) at a time. After an error the rest of
 * the body stays unread and the connection open, so that an answer can be sent.
 *
 * @throws Disconnected when the client goes away first; whatever the sink throws.
 */
export function readBody(x: Exchange, sink: Sink): Promise<void> {
	const { req } = x;
	if (req.readableEnded) return Promise.resolve();
	if (req.destroyed) return Promise.reject(new Disconnected());
	return new Promise((resolve, reject) => {
		let settled = false;
		const settle = (error?: unknown) => {
			if (settled) return;
			settled = true;
			req.off('data', onData).off('end', onEnd).off('close', onGone).off('error', onGone);
			req.on('error', ignore).pause();
			if (error === undefined) resolve();
			else reject(error);
		};
		const onEnd = () => settle();
		const onGone = () => settle(new Disconnected());
		const onData = (chunk: Buffer) => {
			x.record.bytesReceived += chunk.length;
			if (x.cut && x.record.bytesReceived >= x.cut.afterBytes) {
				req.pause();
				if (x.cut.how === 'reset') req.socket.resetAndDestroy();
				return;
			}
			let pending: Promise<void> | undefined | void;
			try {
				pending = sink(chunk);
			} catch (error) {
				return settle(error);
			}
			const waitMs = x.throttle.take(chunk.length);
			if (!pending && waitMs === 0) return;
			req.pause();
			Promise.all([pending, waitMs === 0 ? undefined : sleep(waitMs)]).then(() => {
				if (!settled) req.resume();
			}, settle);
		};
		req.on('data', onData).on('end', onEnd).on('close', onGone).on('error', onGone);
		req.resume();
	});
}

/** Reads the body to its end and keeps nothing. */
export const drain = (x: Exchange): Promise<void> => readBody(x, ignore);

const ignore = () => {};
