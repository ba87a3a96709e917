import { FastioError } from '../rules/errors.ts';

/**
 * A CRC-32C as Fast.io takes it: 8 hex digits in lower case.
 *
 * @throws FastioError `malformed` for any other text.
 */
export function checkedCrc32c(text: string | undefined): string | undefined {
	if (text === undefined || /^[0-9a-f]{8}$/u.test(text)) return text;
	if (/^[0-9a-f]{8}$/iu.test(text)) return text.toLowerCase();
	throw new FastioError('malformed', 'A CRC-32C has 8 hex digits.');
}
