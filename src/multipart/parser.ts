import busboy from 'busboy';
import type { Busboy } from 'busboy';
import { FastioError, FastioLimitError } from '../rules/errors.ts';

/** What one form may contain. */
export interface MultipartLimits {
	/** Most file parts; an empty file input counts as one. */
	maxFiles: number;
	/** Most text fields. */
	maxFields: number;
	/** Longest text field in bytes. */
	maxFieldBytes: number;
}

/**
 * A busboy set to our limits, which reports every one of them as an error instead of leaving parts out. Part headers
 * are bounded at 16 KiB by busboy. File sizes are counted by whoever reads the part: busboy's own limit reports a
 * file of exactly that size as too large.
 *
 * @param boundary What we count the parts by: said to busboy in plain words, so that it can't find another one.
 * @throws FastioError `malformed` when busboy can't use the boundary.
 */
export function createParser(
	boundary: string,
	limits: MultipartLimits,
	fail: (error: FastioError) => void
): Busboy {
	let parser: Busboy;
	try {
		parser = busboy({
			headers: {
				'content-type': `multipart/form-data; boundary="${boundary.replaceAll(/["\\]/gu, '\\$&')}"`
			},
			defParamCharset: 'utf8',
			preservePath: true,
			limits: {
				files: limits.maxFiles,
				fields: limits.maxFields,
				// busboy keeps a value of this length and calls it truncated, so ask for one byte more.
				fieldSize: limits.maxFieldBytes + 1,
				parts: limits.maxFiles + limits.maxFields + 1
			}
		});
	} catch (cause) {
		throw new FastioError('malformed', 'The form could not be read.', { cause });
	}
	parser.on('error', (cause) => fail(toParseError(cause)));
	parser.on('filesLimit', () => fail(tooMany('files', limits.maxFiles)));
	parser.on('fieldsLimit', () => fail(tooMany('fields', limits.maxFields)));
	parser.on('partsLimit', () => fail(tooMany('parts', limits.maxFiles + limits.maxFields)));
	return parser;
}

/** The error for a text field longer than `maxFieldBytes`. */
export function fieldTooLarge(maxFieldBytes: number): FastioLimitError {
	return new FastioLimitError(
		'field-too-large',
		`A text field of the form is longer than ${maxFieldBytes} bytes.`,
		{ limit: maxFieldBytes, unit: 'bytes' }
	);
}

/** The error for more files, fields or parts than the limit. */
export function tooMany(unit: 'files' | 'fields' | 'parts', limit: number): FastioLimitError {
	const code = unit === 'files' ? 'too-many-files' : 'too-many-fields';
	const noun = limit === 1 ? unit.slice(0, -1) : unit;
	return new FastioLimitError(code, `The form has more than ${limit} ${noun}.`, { limit, unit });
}

function toParseError(cause: unknown): FastioError {
	if (cause instanceof FastioError) return cause;
	return new FastioError('malformed', 'The form is broken or was cut off.', { cause });
}
