import type { RequestEvent } from '@sveltejs/kit';
import { FastioError } from '../rules/errors.ts';
import { matchesAccept } from '../rules/accept.ts';
import type { UploadedFile } from '../rules/results.ts';
import { checkHead, headBytes } from './check-head.ts';
import type { Definition, UploadDestination } from './define.ts';
import type { FileMeter } from './file-meter.ts';
import type { ByteMeter } from '../multipart/byte-meter.ts';

/** A file on its way in, whichever path it takes. */
export interface IncomingFile {
	/** Cleaned name. */
	name: string;
	type: string;
	/** Bytes, where the sender declared them. */
	size: number | undefined;
	field: string | undefined;
	/** The first bytes, copied; fewer when the file is shorter. */
	head(bytes: number): Promise<Uint8Array>;
	open(meter: ByteMeter): ReadableStream<Uint8Array>;
	meter: FileMeter;
	/** CRC-32C that the sender declared, 8 hex digits. */
	crc32c?: string | undefined;
	/** Read the whole file first, so that its size is known: only for files that are surely small. */
	readAhead: boolean;
}

/** @throws FastioError `type-not-allowed` */
export function checkAccept(definition: Definition, file: { name: string; type: string }): void {
	if (matchesAccept(definition.accept, file)) return;
	throw new FastioError(
		'type-not-allowed',
		`${file.name}: this type of file is not accepted. Allowed: ${definition.accept.join(', ')}.`
	);
}

/** Refuses what the rules refuse by name, type, declared size and first bytes: Fast.io sees nothing of it. */
export async function checkFile(
	definition: Definition,
	event: RequestEvent,
	file: IncomingFile
): Promise<void> {
	checkAccept(definition, file);
	if (file.size !== undefined) file.meter.declare(file.size);
	const head = await file.head(headBytes(definition));
	if (head.byteLength === 0 && file.size === undefined) file.meter.end();
	await checkHead(definition, event, file, head);
}

/**
 * Streams one file that passed {@link checkFile} into the workspace. Holds the file only when `readAhead` says that
 * it is small.
 */
export async function storeFile(
	definition: Definition,
	destination: UploadDestination,
	file: IncomingFile,
	signal: AbortSignal
): Promise<UploadedFile> {
	const stream = file.open(file.meter);
	const source = file.readAhead ? await new Response(stream).blob() : stream;
	const { maxFileBytes } = definition.limits;
	const stored = await definition.fastio.upload(source, {
		name: file.name,
		type: file.type,
		signal,
		...(file.size === undefined || file.readAhead ? {} : { size: file.size }),
		...(file.crc32c === undefined ? {} : { crc32c: file.crc32c }),
		...(maxFileBytes === Infinity ? {} : { maxBytes: maxFileBytes }),
		...destination
	});
	return file.field === undefined ? stored : { ...stored, field: file.field };
}
