import { FastioError, FastioLimitError } from '../rules/errors.ts';
import { formatBytes } from '../rules/format-bytes.ts';

/** What is sent: a file, and for multipart the bytes around it. */
export interface OutgoingOptions {
	/** Read once, with one reader. */
	source: ReadableStream<Uint8Array>;
	/** Whether the stream is ours to cancel when it is not read to its end. A caller's own stream never is. */
	owned: boolean;
	/** Bytes the source declares. More or fewer fail with `malformed`. */
	size: number | undefined;
	/** More bytes than this fail with `file-too-large`. */
	maxBytes?: number | undefined;
	/** Framing before and after the file; counted neither in `size` nor in progress. */
	before?: Uint8Array | undefined;
	after?: Uint8Array | undefined;
	/** Called with the file bytes handed over so far, after each chunk. */
	onSent?: ((sentBytes: number) => void) | undefined;
}

/**
 * A file on its way into `fetch`: the one place where bytes are counted and checked. A chunk is read when the
 * connection asks for it and handed on as it is, so the source's own chunk is all that is held. Per chunk nothing is
 * allocated but what the streams themselves need.
 */
export class OutgoingBody {
	/** For `fetch`. Pulled only when the connection takes more. */
	readonly stream: ReadableStream<Uint8Array>;
	/** File bytes handed to the connection. */
	sentBytes = 0;
	/** The connection asked for a first byte: it exists, and the source is no longer at its start. */
	started = false;
	/** Every byte was handed over. */
	finished = false;
	/** The connection holds a chunk and has not asked for the next: any waiting is for Fast.io, not for the source. */
	waiting = true;
	/** Asked for more since this was last set to false: a sign of life. */
	moved = false;
	/** Why the body ended early: the source's own error, or ours about its size. */
	failure: { error: unknown } | undefined;

	readonly #options: OutgoingOptions;
	readonly #reader: ReadableStreamDefaultReader<Uint8Array>;
	#controller: ReadableStreamDefaultController<Uint8Array> | undefined;
	#before: Uint8Array | undefined;
	#reading: Promise<void> | undefined;
	#stopped = false;

	/** Takes the lock of the source; {@link stop} gives it back. */
	constructor(options: OutgoingOptions) {
		this.#options = options;
		this.#before = options.before;
		this.#reader = options.source.getReader();
		this.stream = new ReadableStream<Uint8Array>(
			{
				start: (controller) => void (this.#controller = controller),
				pull: () => this.#pull(),
				cancel: () => this.stop()
			},
			{ highWaterMark: 0 }
		);
	}

	/** Bytes of the whole body, where the file's size is known. */
	get contentLength(): number | undefined {
		const { size, before, after } = this.#options;
		return size === undefined ? undefined : size + (before?.byteLength ?? 0) + (after?.byteLength ?? 0);
	}

	/** Ends the reading and unlocks the source. A read in flight loses nothing: its chunk stays with the source. */
	stop(): void {
		if (this.#stopped) return;
		this.#stopped = true;
		// The result is of no interest any more, and a source that fails later must not fail the process.
		if (this.#options.owned && !this.finished) this.#reader.cancel().catch(() => {});
		this.#reader.releaseLock();
	}

	/** Reads what the connection did not ask for, checking it as if it were sent. Rejects with {@link failure}. */
	async drain(): Promise<void> {
		this.#controller = undefined;
		while (!this.finished && !this.failure && !this.#stopped) await (this.#reading ?? this.#pull());
		if (this.failure) throw this.failure.error;
	}

	#pull(): Promise<void> | undefined {
		this.started = true;
		this.moved = true;
		this.waiting = false;
		if (this.#stopped) return undefined;
		const before = this.#before;
		if (before) {
			this.#before = undefined;
			this.#handOver(before);
			return undefined;
		}
		return (this.#reading = this.#reader.read().then(this.#accept, this.#fail));
	}

	readonly #accept = ({ done, value }: ReadableStreamReadResult<Uint8Array>): Promise<void> | undefined => {
		this.#reading = undefined;
		if (this.#stopped) return undefined;
		if (done) return this.#end();
		if (!(value instanceof Uint8Array)) {
			return this.#fail(
				new FastioError('malformed', 'The stream holds something that is not bytes (a Uint8Array).')
			);
		}
		// A stream that is given an empty chunk would not ask again.
		if (value.byteLength === 0) return this.#pull();
		const { size, maxBytes, onSent } = this.#options;
		const sentBytes = this.sentBytes + value.byteLength;
		if (maxBytes !== undefined && sentBytes > maxBytes) return this.#fail(tooLarge(maxBytes));
		if (size !== undefined && sentBytes > size) return this.#fail(wrongSize('more', size));
		this.sentBytes = sentBytes;
		this.#handOver(value);
		try {
			onSent?.(sentBytes);
		} catch (error) {
			return this.#fail(error);
		}
		return undefined;
	};

	readonly #fail = (error: unknown): undefined => {
		this.#reading = undefined;
		if (this.#stopped) return;
		this.failure = { error };
		this.#controller?.error(error);
		this.stop();
	};

	#end(): undefined {
		const { size, after } = this.#options;
		if (size !== undefined && this.sentBytes < size) return this.#fail(wrongSize('fewer', size));
		if (after) this.#handOver(after);
		this.finished = true;
		this.waiting = true;
		this.#controller?.close();
		this.stop();
	}

	#handOver(chunk: Uint8Array): void {
		this.#controller?.enqueue(chunk);
		this.waiting = true;
	}
}

/** The failure for a file beyond the caller's own limit. */
export function tooLarge(maxBytes: number): FastioLimitError {
	return new FastioLimitError('file-too-large', `The file is larger than ${formatBytes(maxBytes)}.`, {
		limit: maxBytes,
		unit: 'bytes'
	});
}

/** The failure for a source that does not hold what it declares. */
export function wrongSize(direction: 'more' | 'fewer', size: number): FastioError {
	return new FastioError('malformed', `The file has ${direction} bytes than the ${size} it declares.`);
}
