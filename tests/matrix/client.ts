import { createHash } from 'node:crypto';
import { request, type IncomingHttpHeaders } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { multipartBody, type TestPart } from '../support/multipart.ts';

export const KiB = 1024;
export const MiB = 1024 ** 2;

/** What came back, and what it took. */
export interface Answer {
	status: number;
	headers: IncomingHttpHeaders;
	text: string;
	/** From the first byte sent to the last byte of the answer. */
	ms: number;
}

export interface SendOptions {
	method?: string;
	/** `undefined` leaves a default out. */
	headers?: Record<string, string | undefined>;
	body?: Uint8Array;
	/** Send no more than so many bytes and wait for the answer: a server that needs the rest never gives one. */
	holdAfterBytes?: number;
	/** Send one half, wait for this, and send the rest. */
	goOnWhen?: () => Promise<void>;
	/** Send one half, wait for this, and break the connection. Resolves with status 0. */
	breakWhen?: () => Promise<void>;
}

/** One request over a socket of its own, from the app's own origin unless the headers say otherwise. */
export function send(url: string, options: SendOptions = {}): Promise<Answer> {
	const { body = new Uint8Array(), method = 'POST', goOnWhen, breakWhen, holdAfterBytes } = options;
	const headers: Record<string, string | undefined> = {
		origin: new URL(url).origin,
		'x-forwarded-proto': 'http',
		'content-length': body.byteLength > 0 ? String(body.byteLength) : undefined,
		...options.headers
	};
	const given = Object.entries(headers).filter((entry): entry is [string, string] => entry[1] !== undefined);
	const start = performance.now();
	return new Promise((resolve, reject) => {
		const outgoing = request(url, { method, headers: Object.fromEntries(given), agent: false });
		const finish = (answer: Omit<Answer, 'ms'>) => {
			resolve({ ...answer, ms: performance.now() - start });
			outgoing.destroy();
		};
		outgoing.on('error', reject);
		outgoing.on('response', (response) => {
			const { statusCode = 0, headers: received } = response;
			buffer(response).then(
				(bytes) => finish({ status: statusCode, headers: received, text: bytes.toString('utf8') }),
				reject
			);
		});
		const half = body.byteLength >> 1;
		if (goOnWhen) {
			outgoing.write(body.subarray(0, half));
			goOnWhen().then(() => outgoing.end(body.subarray(half)), reject);
		} else if (breakWhen) {
			outgoing.write(body.subarray(0, half));
			breakWhen().then(() => finish({ status: 0, headers: {}, text: '' }), reject);
		} else if (holdAfterBytes !== undefined) {
			outgoing.write(body.subarray(0, holdAfterBytes));
		} else {
			outgoing.end(body);
		}
	});
}

/** Posts a form. `as` is who asks: `use:enhance` (JSON, the default) or a browser without JavaScript (HTML). */
export function sendForm(
	url: string,
	parts: TestPart[],
	options: { as?: 'script' | 'browser' } & SendOptions = {}
): Promise<Answer> {
	const { bytes, contentType } = multipartBody(parts);
	const accept =
		options.as === 'browser'
			? { accept: 'text/html' }
			: { accept: 'application/json', 'x-sveltekit-action': 'true' };
	return send(url, {
		...options,
		body: bytes,
		headers: { 'content-type': contentType, ...accept, ...options.headers }
	});
}

/** What an action answered to a script. */
export interface ActionAnswer {
	type: string;
	status?: number;
	location?: string;
	error?: { message: string };
	// eslint-disable-next-line typescript/no-explicit-any -- each check knows its action's data
	data: any;
}

/** Reads an action's answer, whose `data` SvelteKit writes in devalue's format. */
export function actionAnswer(answer: Answer): ActionAnswer {
	const parsed = JSON.parse(answer.text) as ActionAnswer;
	return { ...parsed, data: typeof parsed.data === 'string' ? revive(JSON.parse(parsed.data)) : undefined };
}

/** devalue's flat array as plain data: every value inside objects and arrays is an index; negative ones are special. */
function revive(values: unknown): unknown {
	if (!Array.isArray(values)) return undefined;
	const at = (index: number): unknown => {
		if (index < 0) return undefined;
		const value: unknown = values[index];
		if (Array.isArray(value)) return value.map(at);
		if (typeof value !== 'object' || value === null) return value;
		return Object.fromEntries(Object.entries(value).map(([key, to]) => [key, at(to as number)]));
	};
	return at(0);
}

/** Bytes that differ from their neighbours: lost, doubled or moved ones change the digest. */
export function sample(size: number): Buffer {
	const bytes = Buffer.alloc(size);
	for (let at = 0; at + 4 <= size; at += 4) bytes.writeUInt32LE(Math.imul(at, 2654435761) >>> 0, at);
	return bytes;
}

export function sha256(bytes: Uint8Array): string {
	return createHash('sha256').update(bytes).digest('hex');
}
