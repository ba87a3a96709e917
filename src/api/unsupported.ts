import { FastioError } from '../rules/errors.ts';

/** The error for what the v1 wire can't do; `what` goes on after "has no". */
export function unsupported(what: string): FastioError {
	return new FastioError(
		'unsupported',
		`The v1 wire of Fast.io has no ${what}. Use the sessions wire: an \`apiUrl\` that ends in /current.`
	);
}
