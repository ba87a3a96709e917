import { checkedCrc32c } from './crc32c.ts';
import type { UploadOptions, UploadSource } from './fastio-types.ts';
import { tooLarge } from './outgoing.ts';
import { throwIfAborted } from './transport.ts';
import type { Destination, UploadBody, UploadRequest } from './wire/upload-wire.ts';
import { FastioError } from '../rules/errors.ts';
import { cleanFileName } from '../rules/file-name.ts';

/** The type a file has when nobody declared one. */
export const DEFAULT_TYPE = 'application/octet-stream';

/**
 * One upload with everything a wire needs to know. Nothing is read yet.
 *
 * @throws FastioError `aborted` when the signal has aborted; `malformed` for a source that is none, is being read by
 * someone else, does not have the `size` given, or for a `crc32c`
 * that is none; FastioLimitError `file-too-large` for a known size beyond
 * `maxBytes`.
 */
export function toUploadRequest(
	source: UploadSource,
	destination: Destination,
	options: UploadOptions
): UploadRequest {
	throwIfAborted(options.signal);
	const { maxBytes } = options;
	if (maxBytes !== undefined && !(maxBytes >= 0))
		throw new FastioError('config', 'upload: `maxBytes` must be a number of 0 or more.');
	const body = toBody(source, options.size);
	if (maxBytes !== undefined && body.size !== undefined && body.size > maxBytes) throw tooLarge(maxBytes);
	return {
		destination,
		name: cleanFileName(options.name ?? nameOf(source)),
		type: toType(options.type ?? (source instanceof Blob ? source.type : '')),
		body,
		crc32c: checkedCrc32c(options.crc32c),
		maxBytes: maxBytes === Infinity ? undefined : maxBytes,
		signal: options.signal,
		onProgress: options.onProgress
	};
}

function toBody(source: UploadSource, declared: number | undefined): UploadBody {
	if (declared !== undefined && !(Number.isSafeInteger(declared) && declared >= 0)) {
		throw new FastioError('malformed', 'The declared size is not a whole number of bytes.');
	}
	if (source instanceof ReadableStream) {
		if (source.locked) throw new FastioError('malformed', 'The stream is already being read.');
		return { kind: 'stream', stream: source, size: declared };
	}
	const blob = source instanceof Blob ? source : toBlob(source);
	if (declared !== undefined && declared !== blob.size) {
		throw new FastioError('malformed', `The file has ${blob.size} bytes, not the ${declared} it declares.`);
	}
	return { kind: 'blob', blob, size: blob.size };
}

/** Copies the bytes once: what the caller does to the buffer later does not change the file. */
function toBlob(source: ArrayBuffer | ArrayBufferView<ArrayBuffer>): Blob {
	if (source instanceof ArrayBuffer || ArrayBuffer.isView(source)) return new Blob([source]);
	throw new FastioError(
		'malformed',
		'Only a Blob, a File, a ReadableStream, an ArrayBuffer or a view of one can be uploaded.'
	);
}

function nameOf(source: UploadSource): string {
	return source instanceof File ? source.name : '';
}

/** The type becomes a header: what a header can't carry is no type. */
function toType(type: string): string {
	const trimmed = type.trim();
	return trimmed.length <= 255 && /^[\u0020-\u007e]+$/u.test(trimmed) ? trimmed : DEFAULT_TYPE;
}
