import { FastioError } from '../rules/errors.ts';
import { cleanFileName } from '../rules/file-name.ts';
import { checkedCrc32c } from './crc32c.ts';
import type { CallOptions, FastioUploads } from './fastio-types.ts';
import type { FastioOptions } from './options.ts';
import { checkedRelativePath } from './relative-path.ts';
import type { SliceSource } from './session-types.ts';
import { resolveDestination } from './settings.ts';
import type { UploadWire } from './wire/upload-wire.ts';

/** `fastio.uploads`: checks what it is given and hands it to the wire. Nothing is kept between calls. */
export function createUploads(
	options: FastioOptions,
	wireFor: (call: CallOptions) => UploadWire
): FastioUploads {
	const workspaceOf = (call: CallOptions): string => resolveDestination(options, call).workspaceId;
	return {
		async open(file, call = {}) {
			const { sessions } = wireFor(call);
			const { held = false, maxSliceBytes, signal } = call;
			if (maxSliceBytes !== undefined && !(maxSliceBytes >= 1))
				throw new FastioError('config', 'uploads.open: `maxSliceBytes` must be a number of 1 or more.');
			const relativePath = checkedRelativePath(call.relativePath);
			const checked = { name: cleanFileName(file.name), size: bytes(file.size) };
			const destination = resolveDestination(options, call);
			return sessions.open(destination, checked, { relativePath, held, maxSliceBytes, signal });
		},
		putSlice: async (uploadId, slice, call = {}) =>
			wireFor(call).sessions.putSlice(uploadId, checkedSlice(slice), call.signal),
		status: async (uploadId, call = {}) =>
			wireFor(call).sessions.status(uploadId, { waitSeconds: call.waitSeconds, signal: call.signal }),
		complete: async (uploadId, call = {}) => wireFor(call).sessions.complete(uploadId, call.signal),
		cancel: async (uploadId, call = {}) => wireFor(call).sessions.cancel(uploadId, call.signal),
		async place(uploadId, file, call = {}) {
			const { sessions } = wireFor(call);
			const relativePath = checkedRelativePath(call.relativePath);
			const checked = { name: cleanFileName(file.name), size: bytes(file.size), type: file.type };
			const destination = resolveDestination(options, call);
			return sessions.place(destination, uploadId, checked, { relativePath, signal: call.signal });
		},
		versionOf: async (fileId, sizeBytes, call = {}) =>
			wireFor(call).sessions.versionOf(workspaceOf(call), fileId, sizeBytes, call.signal)
	};
}

function bytes(size: number): number {
	if (Number.isSafeInteger(size) && size >= 0) return size;
	throw new FastioError('malformed', 'The size is not a whole number of bytes.');
}

function checkedSlice(slice: SliceSource): SliceSource {
	const { number, source } = slice;
	if (!(Number.isSafeInteger(number) && number >= 1))
		throw new FastioError('malformed', 'Slices are numbered from 1.');
	if (source instanceof ReadableStream && source.locked)
		throw new FastioError('malformed', 'The stream is already being read.');
	const crc32c = checkedCrc32c(slice.crc32c);
	const fileCrc32c = checkedCrc32c(slice.fileCrc32c);
	return {
		number,
		size: bytes(slice.size),
		source,
		...(crc32c !== undefined && { crc32c }),
		...(fileCrc32c !== undefined && { fileCrc32c })
	};
}
