import type { Busboy, FileInfo } from 'busboy';
import type { Readable } from 'node:stream';
import { FastioError } from '../rules/errors.ts';
import type { BodyReader } from './body-reader.ts';
import type { ByteMeter } from './byte-meter.ts';
import { decodePartName, multipartBoundary } from './content-type.ts';
import { DelimiterCount } from './delimiters.ts';
import { FramingBudget } from './framing.ts';
import { createParser, fieldTooLarge } from './parser.ts';
import type { MultipartLimits } from './parser.ts';
import { partStream } from './part-stream.ts';
import { ChunkSlices } from './release.ts';
import { Turns } from './turns.ts';

/** Bytes of refused files that are read past so that the rest of the form is still heard: 8 MiB. */
export const MAX_DISCARDED_BYTES = 8 * 1024 * 1024;
/** Files that may be on their way at once: one arrives while Fast.io still places the ones before it. */
export const MAX_OPEN_FILES = 3;

/** A file as it arrives. */
export interface FilePart {
	/** Name of the form field. */
	field: string;
	/** Name as the sender wrote it, path and all; `undefined` when no file was chosen. */
	fileName: string | undefined;
	/** Declared MIME type, without parameters. */
	type: string;
	/** Its first `bytes`, copied; fewer when it is shorter. Waits for them; `open` still gives all of it. */
	head(bytes: number): Promise<Uint8Array>;
	/** The content, once. What the handler leaves unread is discarded. */
	open(meter?: ByteMeter): ReadableStream<Uint8Array>;
}

export interface MultipartHandlers {
	/** Called in the order of the form. What it throws ends the whole form. */
	onField(name: string, value: string): void;
	/**
	 * Called in the order of the form, up to {@link MAX_OPEN_FILES} at a time. A rejection ends the whole form.
	 * `signal` aborts when the form ends early.
	 */
	onFile(part: FilePart, signal: AbortSignal): Promise<void>;
}

/**
 * Reads a multipart form as it arrives: backpressure runs from the handler's reading to the sender's socket. Holds
 * the text field being read and two chunks per open file; never a file.
 *
 * Resolves with `complete: false` when it stopped because refused files were larger than
 * {@link MAX_DISCARDED_BYTES}; what came before has been handled. Either way every handler has settled. The caller
 * releases the body.
 *
 * @throws FastioError what ended the form: a limit, `malformed`, `aborted`, `sender-timeout`, `body-limit`, or a
 * handler's own error.
 */
export async function readMultipart(
	body: BodyReader,
	contentType: string | null,
	limits: MultipartLimits,
	handlers: MultipartHandlers
): Promise<{ complete: boolean }> {
	return { complete: await new MultipartRead(body, contentType, limits, handlers).run() };
}

/** One run over one body. Not reusable. */
class MultipartRead {
	readonly #body: BodyReader;
	readonly #handlers: MultipartHandlers;
	readonly #parser: Busboy;
	readonly #framing: FramingBudget;
	readonly #delimiters: DelimiterCount;
	readonly #abort = new AbortController();
	readonly #files = new Turns(MAX_OPEN_FILES);
	readonly #slices = new ChunkSlices();
	/** Parts that the parser has not ended. */
	readonly #open = new Set<Readable>();
	#failure: { error: unknown } | undefined;
	#stopped = false;
	#closed = false;
	#discardedBytes = 0;
	#proceed: (() => void) | undefined;

	constructor(
		body: BodyReader,
		contentType: string | null,
		limits: MultipartLimits,
		handlers: MultipartHandlers
	) {
		this.#body = body;
		this.#handlers = handlers;
		this.#framing = new FramingBudget(limits.maxFieldBytes);
		const boundary = multipartBoundary(contentType);
		this.#delimiters = new DelimiterCount(boundary);
		this.#parser = createParser(boundary, limits, (error) => this.#fail(error));
		this.#parser.on('field', (name: string | undefined, value, { valueTruncated }) => {
			this.#framing.startPart();
			this.#framing.addContent(Buffer.byteLength(value));
			if (this.#failure) return;
			if (name === undefined) this.#fail(nameless('field'));
			else if (valueTruncated) this.#fail(fieldTooLarge(limits.maxFieldBytes));
			else this.#handField(decodePartName(name), value);
		});
		this.#parser.on('file', (name: string | undefined, file, info) => this.#openFile(name, file, info));
		// The event, not the property: the property turns true before an error of the last chunk was reported.
		this.#parser.on('close', () => {
			this.#closed = true;
			this.#wake();
		});
	}

	/** Resolves with whether the whole form was read. */
	async run(): Promise<boolean> {
		try {
			await this.#feed();
			if (!this.#ending) await this.#finish();
		} catch (error) {
			this.#fail(error);
		}
		if (this.#failure) this.#abort.abort(this.#failure.error);
		if (this.#ending) this.#destroy();
		await this.#files.idle();
		if (this.#failure) throw this.#failure.error;
		return !this.#stopped;
	}

	get #ending(): boolean {
		return this.#failure !== undefined || this.#stopped;
	}

	async #feed(): Promise<void> {
		const written = () => this.#wake();
		while (!this.#ending) {
			const chunk = await this.#body.read();
			if (chunk === undefined) return;
			const formBytes = this.#delimiters.add(chunk);
			if (this.#body.recyclable) this.#slices.open(chunk);
			if (formBytes > 0) this.#parser.write(chunk.subarray(0, formBytes), written);
			// Anything left over is held back by a file whose reader is slower than the sender.
			while (this.#parser.writableLength > 0 && !this.#ending) await this.#pause();
			// busboy keeps the pieces of a text field until it is over: such a chunk is left to the collector.
			if (this.#delimiters.parts === this.#framing.parts) this.#slices.close(chunk);
			const error = this.#framing.check(this.#body.receivedBytes);
			if (error) this.#fail(error);
		}
	}

	/** Ends the parser and its parts: one that it has lost sight of it would leave open for ever. */
	#destroy(): void {
		const error = this.#failure ? asError(this.#failure.error) : undefined;
		this.#parser.destroy(error);
		for (const part of this.#open) part.destroy(error);
	}

	/** Waits until the parser has seen the last boundary and every file was read to its end. */
	async #finish(): Promise<void> {
		// Where a part's header holds a delimiter, busboy may open the part and never end it.
		if (this.#open.size > 0) throw new FastioError('malformed', 'The form is broken or was cut off.');
		this.#parser.end();
		while (!this.#closed && !this.#ending) await this.#pause();
		if (!this.#delimiters.allRead(this.#framing.parts)) {
			throw new FastioError('malformed', 'A part of the form is broken: it could not be read.');
		}
	}

	#handField(name: string, value: string): void {
		try {
			this.#handlers.onField(name, value);
		} catch (error) {
			this.#fail(error);
		}
	}

	#openFile(name: string | undefined, file: Readable, info: FileInfo): void {
		this.#framing.startPart();
		// At the push, not at the event: a slice may wait inside the part while the parser goes on.
		const push = file.push.bind(file);
		this.#open.add(file);
		file.push = (slice, encoding) => {
			if (slice) this.#slices.add(slice as Uint8Array);
			else this.#open.delete(file);
			return push(slice, encoding);
		};
		const part = partStream(file);
		file.on('data', (chunk: Uint8Array) => this.#framing.addContent(chunk.byteLength));
		const fileName = info.filename as string | undefined;
		this.#files.add(async () => {
			try {
				if (this.#failure) return;
				if (name === undefined) throw nameless('file');
				await this.#handlers.onFile(
					{
						field: decodePartName(name),
						fileName: fileName === undefined ? undefined : decodePartName(fileName),
						type: info.mimeType,
						head: part.head,
						open: part.open
					},
					this.#abort.signal
				);
			} catch (error) {
				this.#fail(error);
			} finally {
				part.discard((bytes) => this.#countDiscarded(bytes));
			}
		});
	}

	#countDiscarded(bytes: number): void {
		this.#discardedBytes += bytes;
		if (this.#discardedBytes <= MAX_DISCARDED_BYTES) return;
		this.#stopped = true;
		this.#wake();
	}

	#fail(error: unknown): void {
		// Once stopped, the parser's "unexpected end" is our own doing.
		if (!this.#stopped) this.#failure ??= { error };
		this.#wake();
	}

	#pause(): Promise<void> {
		return new Promise((resolve) => (this.#proceed = resolve));
	}

	#wake(): void {
		this.#proceed?.();
		this.#proceed = undefined;
	}
}

function nameless(kind: 'field' | 'file'): FastioError {
	return new FastioError('malformed', `A ${kind} of the form has no field name.`);
}

function asError(error: unknown): Error {
	return error instanceof Error ? error : new Error('Reading the form failed.', { cause: error });
}
