import { isHttpError } from '@sveltejs/kit';
import type { RequestEvent } from '@sveltejs/kit';
import { findContradiction } from '../multipart/content-match.ts';
import type { Contradiction } from '../multipart/content-match.ts';
import { HEAD_BYTES } from '../multipart/sniff.ts';
import { matchesAccept } from '../rules/accept.ts';
import { FastioError } from '../rules/errors.ts';
import type { Definition } from './define.ts';

/** A file as `validate` sees it: before any byte of it is sent on. */
export interface FileToValidate {
	/** Cleaned. */
	readonly name: string;
	/** As declared. */
	readonly type: string;
	/** Bytes, where the sender declared them: not for a file inside a form. */
	readonly size: number | undefined;
	/** The form field it came in; `undefined` outside of forms. */
	readonly field: string | undefined;
	/** Its first 4 KiB, fewer when it is shorter. */
	readonly head: Uint8Array;
}

/** How many of a file's first bytes the rules want to see; 1 tells whether there are any. */
export function headBytes({ content, rules }: Definition): number {
	return content || rules.validate ? HEAD_BYTES : 1;
}

/**
 * Refuses what the first bytes give away, and what the app's `validate` refuses.
 *
 * @throws FastioError `type-mismatch` or `invalid`; what else `validate` throws passes through.
 */
export async function checkHead(
	definition: Definition,
	event: RequestEvent,
	file: Omit<FileToValidate, 'head'>,
	head: Uint8Array
): Promise<void> {
	const { content, rules } = definition;
	if (content && head.byteLength > 0) {
		const contradiction = await findContradiction(file, head, content.withoutSignature);
		if (contradiction && !isTolerated(definition, file, contradiction)) {
			throw typeMismatch(file.name, contradiction);
		}
	}
	if (!rules.validate) return;
	const { name, type, size, field } = file;
	const verdict = await ask(rules.validate, { name, type, size, field, head }, event);
	if (verdict === false) throw new FastioError('invalid', `${name} was not accepted.`);
	if (typeof verdict === 'string') throw new FastioError('invalid', verdict);
}

/** The verdict; SvelteKit's `error()` says no in the app's words. */
async function ask(
	validate: NonNullable<Definition['rules']['validate']>,
	file: FileToValidate,
	event: RequestEvent
): Promise<string | boolean | void> {
	try {
		return await validate(file, event);
	} catch (thrown) {
		if (isHttpError(thrown)) return thrown.body.message;
		throw thrown;
	}
}

/** A picture for a picture and so on, if `accept` takes what it really is. */
function isTolerated(
	{ content, accept }: Definition,
	{ name }: { name: string },
	{ claimed, found }: Contradiction
): boolean {
	if (!content || !content.sameKind || found === undefined) return false;
	const kind = /^(?:image|audio|video|font)\//u.exec(found)?.[0];
	return kind !== undefined && claimed.startsWith(kind) && matchesAccept(accept, { name, type: found });
}

function typeMismatch(name: string, { claimed, found }: Contradiction): FastioError {
	const content = found === undefined ? 'its content is something else' : `its content is ${found}`;
	return new FastioError('type-mismatch', `${name} says that it is ${claimed}, but ${content}.`);
}
