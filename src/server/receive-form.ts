import { isHttpError, isRedirect } from '@sveltejs/kit';
import type { RequestEvent } from '@sveltejs/kit';
import type { BodyReader } from '../multipart/body-reader.ts';
import { fieldTooLarge, tooMany } from '../multipart/parser.ts';
import { readMultipart } from '../multipart/read-multipart.ts';
import type { FilePart } from '../multipart/read-multipart.ts';
import { FastioError, FastioLimitError } from '../rules/errors.ts';
import { cleanFileName } from '../rules/file-name.ts';
import { formatBytes } from '../rules/format-bytes.ts';
import { FILE_TOKEN_PREFIX } from '../rules/results.ts';
import type { Limits } from '../rules/limits.ts';
import { admit } from './admit.ts';
import type { Admission } from './admit.ts';
import type { Definition } from './define.ts';
import { toFastioError } from './failures.ts';
import { FileMeter, quotaExceeded } from './file-meter.ts';
import { MAX_SIGNED_LENGTH } from './sign.ts';
import { Submission } from './submission.ts';

/** A form up to this size is read file by file before it is sent on, in Fast.io's one-call upload: 4 MiB and framing. */
const READ_AHEAD_FORM_BYTES = 4 * 1024 * 1024 + 64 * 1024;

/** Longest file token: {@link MAX_SIGNED_LENGTH} and its prefix, rounded up. */
const MAX_TOKEN_BYTES = MAX_SIGNED_LENGTH + 64;

/** One entry of a form, in its order. */
export type FormEntry =
	| { kind: 'field'; name: string; value: string }
	/** `index` counts the files; `undefined` is a file input in which nothing was chosen. */
	| { kind: 'file'; name: string; index: number | undefined };

/** What came of a form. */
export interface ReceivedForm<R> {
	submission: Submission<R>;
	entries: FormEntry[];
	/** What ended the whole form; its stored files have been taken back. */
	error: FastioError | undefined;
}

/**
 * Receives a multipart form and streams its files on as they arrive. At most the text fields, and for forms of up to
 * 4 MiB their files, are in memory. Files that the form has tokens for are placed when all of it is read; with
 * `allOrNothing` not if another file has failed by then.
 *
 * @throws what {@link admit} throws, before the body is touched.
 */
export async function receiveForm<R>(
	definition: Definition<R>,
	event: RequestEvent,
	body: BodyReader,
	left: AbortSignal,
	options: { allOrNothing: boolean } = { allOrNothing: false }
): Promise<ReceivedForm<R>> {
	const admission = await admit(definition as Definition, event);
	try {
		return await receiveAdmitted(definition, event, admission, body, left, options);
	} finally {
		admission.leave();
	}
}

async function receiveAdmitted<R>(
	definition: Definition<R>,
	event: RequestEvent,
	admission: Admission,
	body: BodyReader,
	left: AbortSignal,
	options: { allOrNothing: boolean }
): Promise<ReceivedForm<R>> {
	const submission = new Submission(definition, event, admission);
	refuseDeclared(definition.limits, admission.quotaBytes, body.declaredBytes);
	const entries: FormEntry[] = [];
	const readAhead = (body.declaredBytes ?? Infinity) <= READ_AHEAD_FORM_BYTES;
	const { maxFiles, maxFields, maxFieldBytes } = definition.limits;
	let files = 0;
	let fields = 0;
	const nextFile = () => {
		if (files >= maxFiles) throw tooMany('files', maxFiles);
		return files++;
	};
	let error: FastioError | undefined;
	try {
		const { complete } = await readMultipart(
			body,
			event.request.headers.get('content-type'),
			// Tokens are text fields that count as files.
			{
				maxFiles,
				maxFields: maxFields + maxFiles,
				maxFieldBytes: Math.max(maxFieldBytes, MAX_TOKEN_BYTES)
			},
			{
				onField(name, value) {
					if (value.startsWith(FILE_TOKEN_PREFIX)) {
						entries.push({ kind: 'file', name, index: nextFile() });
						submission.claim(value, name);
						return;
					}
					if (++fields > maxFields) throw tooMany('fields', maxFields);
					if (Buffer.byteLength(value) > maxFieldBytes) throw fieldTooLarge(maxFieldBytes);
					entries.push({ kind: 'field', name, value });
				},
				async onFile(part, signal) {
					const entry: FormEntry = { kind: 'file', name: part.field, index: undefined };
					entries.push(entry);
					if (part.fileName === undefined && (await part.head(1)).byteLength === 0) return;
					entry.index = nextFile();
					await submission.add(
						incoming(part, definition, submission, readAhead),
						AbortSignal.any([signal, left])
					);
				}
			}
		);
		// What follows the refused file was not heard, other files and fields: the form is as good as cut off.
		if (!complete)
			throw submission.firstError ?? new FastioError('aborted', 'The form was not read to its end.');
		// Last, so that a form that breaks on its way leaves them where they wait.
		if (!options.allOrNothing || !submission.firstError) await submission.placeHeld();
		if (definition.rules.atomic && submission.firstError) throw submission.firstError;
	} catch (cause) {
		await submission.undo();
		if (isRedirect(cause) || isHttpError(cause)) throw cause;
		error = toFastioError(cause);
	}
	return { submission, entries, error };
}

/** Framing of one part: its boundary, and headers of at most 16 KiB. */
const PART_HEAD_BYTES = 17 * 1024;
/** Preamble, epilogue and rounding. */
const LOOSE_BYTES = 64 * 1024;

/** Refuses a form before a byte of it is read when it declares more than its rules and the quota can ever take. */
function refuseDeclared(limits: Limits, quotaBytes: number, declaredBytes: number | undefined): void {
	const { maxFiles, maxFileBytes, maxTotalBytes = Infinity, maxFields, maxFieldBytes } = limits;
	const files = Math.min(maxTotalBytes, maxFiles * maxFileBytes);
	const framing = maxFiles * PART_HEAD_BYTES + maxFields * (maxFieldBytes + PART_HEAD_BYTES) + LOOSE_BYTES;
	if (declaredBytes === undefined || declaredBytes <= Math.min(files, quotaBytes) + framing) return;
	if (quotaBytes < files) throw quotaExceeded(quotaBytes);
	throw new FastioLimitError('total-too-large', `The files are larger than ${formatBytes(files)} together.`, {
		limit: files,
		unit: 'bytes'
	});
}

/** The text fields of a form, in order. */
export function textFields(entries: readonly FormEntry[]): FormData {
	const fields = new FormData();
	for (const entry of entries) if (entry.kind === 'field') fields.append(entry.name, entry.value);
	return fields;
}

function incoming<R>(
	part: FilePart,
	definition: Definition<R>,
	submission: Submission<R>,
	readAhead: boolean
) {
	const name = submission.nameFor(cleanFileName(part.fileName ?? ''));
	return {
		name,
		type: part.type,
		size: undefined,
		field: part.field,
		head: part.head,
		open: part.open,
		meter: new FileMeter(name, definition.limits, submission.total),
		readAhead
	};
}
