import { FastioError, FastioLimitError } from '../rules/errors.ts';
import type { ByteMeter } from './byte-meter.ts';
import { headOf } from './head.ts';
import { freeChunk, offerBack } from './release.ts';

/** Longest wait for the sender's next bytes: 60 s. Node itself ends a whole request after 300 s. */
export const DEFAULT_SENDER_IDLE_MS = 60_000;
/** How often the wait is looked at: a stalled sender is noticed at most this much late. */
const WATCH_INTERVAL_MS = 1000;

/**
 * Reads a request body chunk by chunk and says in our own terms why it ended. Locks the body at the first read only.
 * Holds no bytes but the chunks that `head` waited for. Never cancels or clones the body: cancelling destroys the socket
 * under SvelteKit, and the sender would never see the answer.
 */
export class BodyReader {
	/** Bytes handed out so far. */
	receivedBytes = 0;
	/** `Content-Length`, where the sender gave one. */
	readonly declaredBytes: number | undefined;
	/** Whether the body was read to its end. */
	ended = false;
	/** Nobody but us reads these chunks, so a transport may free each one once it is sent. */
	readonly recyclable: boolean;
	/** Bytes were announced but can't be read: SvelteKit 2 shows no body to a request without `content-type`. */
	readonly hidden: boolean;

	readonly #body: ReadableStream<Uint8Array> | null;
	readonly #idleMs: number;
	readonly #onRelease: (() => void) | undefined;
	#reader: ReadableStreamDefaultReader<Uint8Array> | undefined;
	#watch: ReturnType<typeof setInterval> | undefined;
	#waitingSince = Infinity;
	readonly #kept: Uint8Array[] = [];
	#failure: FastioError | undefined;

	constructor(
		request: { body: ReadableStream<Uint8Array> | null; headers: Headers },
		options: { idleMs?: number; recyclable?: boolean; onRelease?: () => void } = {}
	) {
		this.#onRelease = options.onRelease;
		this.recyclable = options.recyclable ?? false;
		this.#idleMs = options.idleMs ?? DEFAULT_SENDER_IDLE_MS;
		this.declaredBytes = contentLength(request.headers);
		this.#body = request.body;
		this.hidden = this.#body === null && (this.declaredBytes ?? 0) > 0;
		this.ended = this.#body === null && !this.hidden;
	}

	/** Bytes still to come; `undefined` when the sender did not declare a length. */
	get remainingBytes(): number | undefined {
		if (this.ended) return 0;
		return this.declaredBytes === undefined ? undefined : this.declaredBytes - this.receivedBytes;
	}

	/**
	 * The next chunk, or `undefined` at the end.
	 *
	 * @throws FastioLimitError `body-limit` when the host's own limit ended the body.
	 * @throws FastioError `aborted` when the sender went away, `sender-timeout` when it stopped sending.
	 */
	async read(): Promise<Uint8Array | undefined> {
		const chunk = this.#kept.shift() ?? (await this.#next());
		if (chunk) this.receivedBytes += chunk.byteLength;
		return chunk;
	}

	/**
	 * The first `bytes` of what is left, copied; fewer at the end of the body. Waits for them and keeps the chunks they
	 * came in. Throws as `read` does.
	 */
	head(bytes: number): Promise<Uint8Array> {
		return headOf(this.#kept, () => this.#next(), bytes);
	}

	/** What is left as a stream, one chunk at a time and only when asked. Cancelling it leaves the body where it is. */
	toStream(meter?: ByteMeter): ReadableStream<Uint8Array> {
		return new ReadableStream<Uint8Array>(
			{
				pull: async (controller) => {
					const chunk = await this.read();
					if (chunk) {
						meter?.add(chunk.byteLength);
						if (this.recyclable) offerBack(chunk, freeChunk);
						controller.enqueue(chunk);
					} else {
						meter?.end();
						controller.close();
					}
				}
			},
			{ highWaterMark: 0 }
		);
	}

	/**
	 * Reads and throws away up to `maxBytes`, for at most `deadlineMs`, so that the connection can be used again.
	 * Resolves with whether the end was reached; gives up at once when more than that was declared.
	 */
	async discard(maxBytes: number, deadlineMs: number): Promise<boolean> {
		if (this.hidden || (this.remainingBytes ?? 0) > maxBytes) return false;
		const from = this.receivedBytes;
		const deadline = setTimeout(() => this.release(), deadlineMs);
		try {
			while (this.receivedBytes - from <= maxBytes) {
				if ((await this.read()) === undefined) return true;
			}
		} catch {
			// The sender is gone, too slow or over the host's limit: there is nothing left to throw away.
		} finally {
			clearTimeout(deadline);
		}
		return false;
	}

	/** Gives the body back unread from here on and stops the clock. A read under way rejects. May be called twice. */
	release(): void {
		clearInterval(this.#watch);
		this.#watch = undefined;
		this.#reader?.releaseLock();
		this.#onRelease?.();
	}

	async #next(): Promise<Uint8Array | undefined> {
		if (this.#failure) throw this.#failure;
		if (this.ended || !this.#body) return undefined;
		this.#waitingSince = Date.now();
		try {
			const reader = (this.#reader ??= this.#open(this.#body));
			let result = await reader.read();
			while (!result.done && result.value.byteLength === 0) result = await reader.read();
			if (!result.done) return result.value;
		} catch (cause) {
			throw (this.#failure ??= toBodyError(cause));
		} finally {
			this.#waitingSince = Infinity;
		}
		this.ended = true;
		this.release();
		return undefined;
	}

	#open(body: ReadableStream<Uint8Array>): ReadableStreamDefaultReader<Uint8Array> {
		this.#watch = setInterval(() => this.#checkStall(), Math.min(WATCH_INTERVAL_MS, this.#idleMs));
		return body.getReader();
	}

	#checkStall(): void {
		if (Date.now() - this.#waitingSince < this.#idleMs) return;
		this.#failure = new FastioError(
			'sender-timeout',
			`The upload stopped arriving: nothing came for ${this.#idleMs / 1000} seconds.`
		);
		this.release();
	}
}

/** `Content-Length` as a number of bytes, or `undefined` when absent or not a plain number. */
export function contentLength(headers: Headers): number | undefined {
	const value = headers.get('content-length');
	if (value === null || !/^\d{1,15}$/u.test(value)) return undefined;
	return Number(value);
}

/**
 * Why reading a body failed. SvelteKit errors the stream with a `SvelteKitError` of status 413 when adapter-node's
 * `BODY_SIZE_LIMIT` is crossed, and with Node's `ECONNRESET` when the sender disconnects.
 */
function toBodyError(cause: unknown): FastioError {
	if (cause instanceof FastioError) return cause;
	if (typeof cause === 'object' && cause !== null && (cause as { status?: unknown }).status === 413) {
		return new FastioLimitError(
			'body-limit',
			'The upload is larger than this server accepts. Its operator can raise the limit: on adapter-node set ' +
				'BODY_SIZE_LIMIT, e.g. BODY_SIZE_LIMIT=5G or BODY_SIZE_LIMIT=Infinity.',
			{ limit: undefined, unit: 'bytes', cause }
		);
	}
	return new FastioError('aborted', 'The upload was interrupted before it was complete.', { cause });
}
