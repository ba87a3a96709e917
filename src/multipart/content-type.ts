import { FastioError } from '../rules/errors.ts';

/** RFC 2046 §5.1.1: a boundary has 1 to 70 characters. A longer one would only make every search slower. */
const MAX_BOUNDARY_LENGTH = 70;
/** One parameter of a `Content-Type`: name, and value with or without quotes. */
const PARAMETER = /;\s*([^=;\s]+)=(?:"((?:[^"\\]|\\.)*)"|([^;\s]*))/gu;

/** Whether a `Content-Type` announces a multipart form. */
export function isMultipartForm(contentType: string | null): boolean {
	return contentType !== null && /^\s*multipart\/form-data\s*(?:;|$)/iu.test(contentType);
}

/**
 * The boundary of a body that can be read as a multipart form.
 *
 * @throws FastioError `malformed`, saying what the form lacks.
 */
export function multipartBoundary(contentType: string | null): string {
	if (!isMultipartForm(contentType)) {
		throw new FastioError(
			'malformed',
			'The form carries no files: it needs method="POST" and enctype="multipart/form-data".'
		);
	}
	const parameters = [...(contentType ?? '').matchAll(PARAMETER)];
	const [, , quoted, plain] = parameters.find(([, name]) => name?.toLowerCase() === 'boundary') ?? [];
	const boundary = quoted?.replace(/\\(.)/gu, '$1') ?? plain ?? '';
	if (boundary === '' || boundary.length > MAX_BOUNDARY_LENGTH) {
		throw new FastioError('malformed', 'The multipart form has no usable boundary.');
	}
	return boundary;
}

/**
 * Undoes the three escapes that browsers use inside multipart names (HTML standard, "multipart/form-data encoding
 * algorithm"): `%22`, `%0D` and `%0A`. Everything else stands as it is, a `%` included.
 */
export function decodePartName(name: string): string {
	return name.replace(/%22/gu, '"').replace(/%0D/giu, '\r').replace(/%0A/giu, '\n');
}
