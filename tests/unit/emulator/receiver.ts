import { createHmac, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach } from 'vitest';
import { type Json, until } from './support.ts';

export interface Received {
	headers: IncomingHttpHeaders;
	body: string;
	json: Json;
	at: number;
}

type Answer = (req: IncomingMessage, res: ServerResponse, received: Received) => void;

export const answer =
	(status: number, headers: Record<string, string> = {}): Answer =>
	(_req, res) =>
		res.writeHead(status, headers).end('{"received":true}');

/** Where webhooks go: it notes what comes, answers as it is told, and by default with 200. */
export async function startReceiver() {
	const received: Received[] = [];
	const next: Answer[] = [];
	let usual: Answer = answer(200);
	const server = createServer((req, res) => {
		const pieces: Buffer[] = [];
		req.on('data', (piece: Buffer) => pieces.push(piece));
		req.on('error', () => {});
		req.on('end', () => {
			const body = Buffer.concat(pieces).toString();
			const one = { headers: req.headers, body, json: JSON.parse(body), at: performance.now() };
			received.push(one);
			(next.shift() ?? usual)(req, res, one);
		});
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	afterEach(() => {
		received.length = 0;
		next.length = 0;
		usual = answer(200);
	});
	afterAll(() => {
		server.closeAllConnections();
		return new Promise<void>((resolve) => server.close(() => resolve()));
	});
	return {
		url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook?key=1`,
		received,
		/** Answers of the next requests, in order. */
		answerWith: (...answers: Answer[]) => void next.push(...answers),
		answerAlways: (answer: Answer) => void (usual = answer),
		/** Resolves when so many have come. */
		has: (count: number) =>
			until(() => {
				if (received.length < count) throw new Error(`${received.length} of ${count} deliveries have come`);
			})
	};
}

/** Whether a receiver may trust it: the signature is right and, where it has a time, at most five minutes old. */
export function isGenuine({ headers, body }: Received, secret: string): boolean {
	const hmac = (text: string) => createHmac('sha256', secret).update(text).digest();
	const equal = (given: Buffer, expected: Buffer) =>
		given.length === expected.length && timingSafeEqual(given, expected);
	const isRecent = (time: string) => Math.abs(Date.now() / 1000 - Number(time)) < 300;
	const plain = String(headers['x-fastio-signature'] ?? '');
	const stripe = /^t=(\d+),v1=(.+)$/.exec(String(headers['fastio-signature'] ?? ''));
	if (stripe) {
		const [, time = '', signature = ''] = stripe;
		return (
			isRecent(time) && equal(Buffer.from(signature), Buffer.from(hmac(`${time}.${body}`).toString('base64')))
		);
	}
	if (plain.startsWith('sha256=')) {
		const time = String(headers['x-fastio-timestamp']);
		return (
			isRecent(time) &&
			equal(Buffer.from(plain.slice(7)), Buffer.from(hmac(`${time}.${body}`).toString('hex')))
		);
	}
	return equal(Buffer.from(plain), Buffer.from(hmac(body).toString('hex')));
}
