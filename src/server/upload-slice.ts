import type { BodyReader } from '../multipart/body-reader.ts';
import { FastioError } from '../rules/errors.ts';
import { checkHead, headBytes } from './check-head.ts';
import { checksumHeader } from './checksum.ts';
import { toFastioError } from './failures.ts';
import { jsonResponse } from './kit-errors.ts';
import type { MountCall } from './mount-call.ts';
import { hiddenBody } from './receive-raw.ts';
import { sliceBody } from './slice-body.ts';
import { answerUploads, enter } from './upload-call.ts';
import type { UploadCall } from './upload-call.ts';
import { sliceCount, sliceSize } from './upload-ticket.ts';
import type { UploadTicket } from './upload-ticket.ts';

/** The verdicts on the first bytes of a file, which no repeat changes. */
const REFUSALS: ReadonlySet<string> = new Set(['type-mismatch', 'invalid']);

/**
 * `PUT {def}/uploads/{id}/chunks/{n}`: streams one slice through. Holds one chunk of 64 KiB; of the first slice what its first
 * 4 KiB came in, which the rules look at before Fast.io gets any of it. What arrives must be
 * exactly the slice; half of one is never stored, and any slice may be sent again.
 */
export function putSlice(call: MountCall): Promise<Response> {
	const body = sliceBody(call.event, call.settings.respectBodySizeLimit);
	return answerUploads(
		call,
		async (_, left) => {
			const upload = await enter(call, true);
			const leave = await call.definition.gate.enter(call.event, upload.holder.knownId, false);
			return sendSlice(upload, body, left).finally(leave);
		},
		body
	);
}

async function sendSlice(upload: UploadCall, body: BodyReader, left: AbortSignal): Promise<Response> {
	const { ticket, definition, account, event, params } = upload;
	const { headers } = event.request;
	const number = sliceNumber(ticket, params['n'] ?? '');
	const size = sliceSize(ticket, number);
	checkLength(body, number, size);
	if (number === 1) await checkStart(upload, body);
	const crc32c = checksumHeader(headers, 'x-fastio-crc32c');
	const fileCrc32c = checksumHeader(headers, 'x-fastio-file-crc32c');
	await definition.fastio.uploads.putSlice(
		ticket.uploadId,
		{
			number,
			size,
			source: body.toStream(),
			...(crc32c === undefined ? {} : { crc32c }),
			...(fileCrc32c === undefined ? {} : { fileCrc32c })
		},
		{ ...account, signal: left }
	);
	return jsonResponse({ success: true }, { status: 200 });
}

/**
 * The rules that look at a file's first bytes, for the slice that has them. A file that they refuse is given up: its
 * session goes. Only with `validate` or a signature that is wrong, never for a slice that could not be read.
 */
async function checkStart(
	{ definition, event, ticket, account }: UploadCall,
	body: BodyReader
): Promise<void> {
	const head = await body.head(headBytes(definition));
	try {
		await checkHead(definition, event, { ...ticket, field: undefined }, head);
	} catch (thrown) {
		if (REFUSALS.has(toFastioError(thrown).code)) {
			await definition.fastio.uploads.cancel(ticket.uploadId, account).catch(() => {});
		}
		throw thrown;
	}
}

function sliceNumber(ticket: UploadTicket, text: string): number {
	const count = sliceCount(ticket);
	const number = /^[1-9]\d{0,6}$/u.test(text) ? Number(text) : 0;
	if (number >= 1 && number <= count) return number;
	throw new FastioError('malformed', `This upload has slices 1 to ${count}.`);
}

function checkLength(body: BodyReader, number: number, size: number): void {
	if (body.hidden) throw hiddenBody();
	const declared = body.declaredBytes ?? (body.ended ? 0 : undefined);
	if (declared === size) return;
	throw new FastioError(
		'malformed',
		declared === undefined
			? 'A slice needs a content-length.'
			: `Slice ${number} has ${size} bytes, and the request has ${declared}.`
	);
}
