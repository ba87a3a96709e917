import { FastioError } from '../rules/errors.ts';

/**
 * A CRC-32C from a request header: 8 hex digits, in lower case. `undefined` where there is no such header.
 *
 * @throws FastioError `malformed` for anything else: a checksum that is ignored would promise what nobody checks.
 */
export function checksumHeader(headers: Headers, name: string): string | undefined {
	const value = headers.get(name);
	if (value === null) return undefined;
	if (/^[0-9a-f]{8}$/iu.test(value)) return value.toLowerCase();
	throw new FastioError('malformed', `${name} must be a CRC-32C of 8 hex digits.`);
}
