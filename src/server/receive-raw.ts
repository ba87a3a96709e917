import type { RequestEvent } from '@sveltejs/kit';
import type { BodyReader } from '../multipart/body-reader.ts';
import { isMultipartForm } from '../multipart/content-type.ts';
import { FastioError } from '../rules/errors.ts';
import { cleanFileName } from '../rules/file-name.ts';
import { decodeFileNameHeader } from '../rules/file-name-header.ts';
import { admit } from './admit.ts';
import type { Admission } from './admit.ts';
import type { Definition } from './define.ts';
import { checksumHeader } from './checksum.ts';
import { FileMeter } from './file-meter.ts';
import { mediaType } from './media-type.ts';
import { Submission } from './submission.ts';

/** Name of a raw upload that declares none; the guide's. */
export const DEFAULT_RAW_FILE_NAME = 'uploaded-file.dat';

/**
 * Streams a request body that is one file. Its name comes from `x-file-name`, its type from `x-file-type`, else
 * `content-type`. One chunk is in memory; a body that declares at most 4 MiB is held whole.
 *
 * @throws FastioError `malformed` for a form or a checksum that is none, `empty-file` without a body; what {@link admit} throws.
 */
export async function receiveRaw<R>(
	definition: Definition<R>,
	event: RequestEvent,
	body: BodyReader,
	left: AbortSignal
): Promise<Submission<R>> {
	const admission = await admit(definition as Definition, event);
	try {
		return await receiveAdmitted(definition, event, admission, body, left);
	} finally {
		admission.leave();
	}
}

async function receiveAdmitted<R>(
	definition: Definition<R>,
	event: RequestEvent,
	admission: Admission,
	body: BodyReader,
	left: AbortSignal
): Promise<Submission<R>> {
	const { headers } = event.request;
	if (isMultipartForm(headers.get('content-type'))) {
		throw new FastioError('malformed', 'This route takes the file itself as the request body, not a form.');
	}
	if (body.hidden) throw hiddenBody();
	const crc32c = checksumHeader(headers, 'x-fastio-crc32c');
	if ((await body.head(1)).byteLength === 0) throw new FastioError('empty-file', 'Empty request body');
	const submission = new Submission(definition, event, admission);
	const name = cleanFileName(decodeFileNameHeader(headers.get('x-file-name')) ?? '', DEFAULT_RAW_FILE_NAME);
	await submission.add(
		{
			name,
			type: rawType(headers),
			size: body.declaredBytes,
			field: undefined,
			head: (bytes) => body.head(bytes),
			open: (meter) => body.toStream(meter),
			meter: new FileMeter(name, definition.limits, submission.total),
			crc32c,
			readAhead: false
		},
		left
	);
	return submission;
}

/** The failure for a body that SvelteKit 2 does not show. */
export function hiddenBody(): FastioError {
	return new FastioError(
		'malformed',
		'The request has no content-type, and without one SvelteKit 2 hides its body. ' +
			'Send content-type: application/octet-stream, or the type of the file.'
	);
}

/** `application/x-www-form-urlencoded` is what curl says when it was told nothing, never what the file is. */
function rawType(headers: Headers): string {
	const type = headers.get('x-file-type') ?? headers.get('content-type') ?? '';
	return mediaType(/^\s*application\/x-www-form-urlencoded\b/iu.test(type) ? '' : type);
}
