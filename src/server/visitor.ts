import type { RequestEvent } from '@sveltejs/kit';
import { FastioError } from '../rules/errors.ts';
import type { Definition } from './define.ts';

/** What of a definition says who somebody is. */
type Identifying = { name: string; rules: Pick<Definition['rules'], 'identify'> };

/** Cookie that tells visitors apart where the app gives no `identify`. */
export const VISITOR_COOKIE = 'fastio_visitor';
const ONE_YEAR_SECONDS = 365 * 24 * 60 * 60;
const ID = /^[0-9a-f-]{36}$/u;

/** Who sends this, where that is known already: `identify` says, or the cookie does. Throws as {@link identify} does. */
export async function knownVisitor(
	definition: Identifying,
	event: RequestEvent
): Promise<string | undefined> {
	if (definition.rules.identify) return identify(definition, event);
	const known = event.cookies.get(VISITOR_COOKIE);
	return known !== undefined && ID.test(known) ? known : undefined;
}

/**
 * Who sends this: the app's word, or a random id that lives in an httpOnly cookie for a year.
 *
 * @throws FastioError `config` when `identify` returns nothing usable.
 */
export async function identify(definition: Identifying, event: RequestEvent): Promise<string> {
	if (definition.rules.identify) {
		const id: unknown = await definition.rules.identify(event);
		if (typeof id === 'string' && id !== '') return id;
		throw new FastioError(
			'config',
			`define("${definition.name}"): \`identify\` must return a non-empty string.`
		);
	}
	const known = event.cookies.get(VISITOR_COOKIE);
	if (known !== undefined && ID.test(known)) return known;
	const id = crypto.randomUUID();
	event.cookies.set(VISITOR_COOKIE, id, {
		path: '/',
		httpOnly: true,
		sameSite: 'lax',
		// SvelteKit's default would lose it on plain http, and a visitor has to stay the same from slice to slice.
		secure: event.url.protocol === 'https:',
		maxAge: ONE_YEAR_SECONDS
	});
	return id;
}
