import type { OpenedUpload } from '../../src/rules/results.ts';
import type { HttpApp } from '../support/http-app.ts';
import { multipartBody } from '../support/multipart.ts';
import { exchange } from '../support/raw-exchange.ts';
import type { RawAnswer } from '../support/raw-exchange.ts';
import type { Path, Schedule } from './schedule.ts';

/** No answer within this time is a hang. */
const DEADLINE_MS = 30_000;
/** Repeats of a call of a resumable upload that says it may be repeated. */
const MAX_REPEATS = 6;

/** The last answer to a file that was sent, and how often a call was repeated. */
export interface Sent {
	answer: RawAnswer | undefined;
	repeats: number;
}

/** Sends the content as one path does. */
export async function send(
	app: HttpApp,
	path: Path,
	content: Buffer<ArrayBuffer>,
	{ leaves, chunked }: Schedule
): Promise<Sent> {
	if (path === 'slices' || path === 'held form')
		return new SliceSender(app).send(content, path === 'held form');
	const form = multipartBody([
		{ name: 'title', value: 'T' },
		{ name: 'file', fileName: 'a.bin', content },
		{ name: 'last', value: 'x'.repeat(3000) }
	]);
	const isRaw = path === 'raw';
	const url = { action: '/upload', raw: '/raw', 'streamed form': '/profile' }[path];
	const body = isRaw ? content : form.bytes;
	const type = isRaw ? 'application/octet-stream' : form.contentType;
	const head = [
		`POST ${url} HTTP/1.1`,
		'host: 127.0.0.1',
		`content-type: ${type}`,
		chunked ? 'transfer-encoding: chunked' : `content-length: ${body.byteLength}`
	];
	const wire = chunked ? asChunks(body) : body;
	const request = {
		head: `${head.join('\r\n')}\r\n\r\n`,
		body: wire,
		leaveAfterBytes: leaves === undefined ? undefined : Math.floor(leaves * wire.byteLength)
	};
	return { answer: await exchange(app.port, request, DEADLINE_MS), repeats: 0 };
}

/** A resumable upload as a patient browser makes it: repeats what may be repeated, and cancels what failed. */
class SliceSender {
	readonly #app: HttpApp;
	#repeats = 0;

	constructor(app: HttpApp) {
		this.#app = app;
	}

	async send(content: Buffer<ArrayBuffer>, hold: boolean): Promise<Sent> {
		const json = JSON.stringify({ name: 'a.bin', type: 'a/b', size: content.byteLength, hold });
		const opened = await this.#call('POST', '', Buffer.from(json));
		const { id, sliceBytes, slices } = JSON.parse(opened.text) as OpenedUpload;
		if (opened.status !== 201) return { answer: opened, repeats: this.#repeats };
		let answer = opened;
		for (let n = 1; n <= slices && answer.status < 300; n += 1) {
			answer = await this.#call(
				'PUT',
				`/${id}/chunks/${n}`,
				content.subarray((n - 1) * sliceBytes, n * sliceBytes)
			);
		}
		if (answer.status < 300) answer = await this.#call('POST', `/${id}/complete`);
		const { token } = JSON.parse(answer.text) as { token?: string };
		if (token !== undefined) answer = await this.#submit(token);
		if (answer.status >= 300) await this.#call('DELETE', `/${id}`);
		return { answer, repeats: this.#repeats };
	}

	async #submit(token: string): Promise<RawAnswer> {
		const { bytes, contentType } = multipartBody([{ name: 'file', value: token }]);
		const headers = { origin: this.#app.url, 'content-type': contentType };
		const response = await fetch(`${this.#app.url}/upload`, { method: 'POST', headers, body: bytes });
		return { status: response.status, text: await response.text() };
	}

	async #call(method: string, path: string, body?: Buffer<ArrayBuffer>): Promise<RawAnswer> {
		for (let tries = 0; ; tries += 1) {
			const response = await fetch(`${this.#app.url}/api/fastio/documents/uploads${path}`, {
				method,
				headers: { 'content-type': 'application/octet-stream' },
				signal: AbortSignal.timeout(DEADLINE_MS),
				...(body ? { body } : {})
			});
			const answer = { status: response.status, text: await response.text() };
			const again = answer.status === 202 || /"retryable":true/u.test(answer.text);
			if (!again || tries >= MAX_REPEATS) return answer;
			this.#repeats += 1;
		}
	}
}

function asChunks(body: Uint8Array): Buffer {
	const half = Math.ceil(body.byteLength / 2);
	const pieces = [body.subarray(0, half), body.subarray(half)].filter((piece) => piece.byteLength > 0);
	const framed = pieces.flatMap((piece) => [
		Buffer.from(`${piece.byteLength.toString(16)}\r\n`),
		piece,
		Buffer.from('\r\n')
	]);
	return Buffer.concat([...framed, Buffer.from('0\r\n\r\n')]);
}
