import type { Fastio } from '../api.ts';
import { FastioError } from '../rules/errors.ts';
import type { UploadedFile } from '../rules/results.ts';

/**
 * What an existing action gets from `formData()` in place of the `File` whose bytes are in the workspace already.
 * `name`, `type` and `size` are those of the upload; reading the content downloads it from Fast.io again. It has no
 * bytes of its own, so don't put it into a `Blob` or another `FormData`: store its `fileId`.
 */
export class FastioFile extends File {
	/** Fast.io's id of the stored file. */
	readonly fileId: string;
	readonly #size: number;
	readonly #download: () => Promise<Response>;

	constructor(file: UploadedFile, download: () => Promise<Response>) {
		super([], file.name, { type: file.type });
		this.fileId = file.fileId;
		this.#size = file.size;
		this.#download = download;
	}

	override get size(): number {
		return this.#size;
	}

	/** Downloads the content. On wire `v1`, which has no downloads, the stream fails with `unsupported`. */
	override stream(): ReadableStream<Uint8Array<ArrayBuffer>> {
		const download = this.#download;
		let reader: ReadableStreamDefaultReader<Uint8Array<ArrayBuffer>> | undefined;
		return new ReadableStream<Uint8Array<ArrayBuffer>>(
			{
				async pull(controller) {
					reader ??= (await download()).body?.getReader();
					const result = await reader?.read();
					if (!result || result.done) controller.close();
					else controller.enqueue(result.value);
				},
				cancel: (reason) => reader?.cancel(reason)
			},
			{ highWaterMark: 0 }
		);
	}

	/** Downloads the content into memory. */
	override async arrayBuffer(): Promise<ArrayBuffer> {
		return (await this.#download()).arrayBuffer();
	}

	/** Downloads the content into memory. */
	override async bytes(): Promise<Uint8Array<ArrayBuffer>> {
		return new Uint8Array(await this.arrayBuffer());
	}

	/** Downloads the content and decodes it as UTF-8. */
	override async text(): Promise<string> {
		return (await this.#download()).text();
	}

	/** @throws FastioError `unsupported`: a slice would have to know its bytes without waiting. */
	override slice(): never {
		throw new FastioError('unsupported', 'A FastioFile has no bytes to slice: read its stream() instead.');
	}
}

/** Whether a form entry is a file that went to Fast.io. */
export function isFastioFile(entry: unknown): entry is FastioFile {
	return entry instanceof FastioFile;
}

/** The `FastioFile` of a stored file; its content is fetched with this client when it is read. */
export function createFastioFile(
	file: UploadedFile,
	fastio: Fastio,
	options: { workspaceId?: string; token?: string }
): FastioFile {
	return new FastioFile(file, () => fastio.files.download(file.fileId, options));
}
