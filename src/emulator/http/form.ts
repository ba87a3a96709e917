import type { State } from '../state.ts';
import { type Exchange, drain, readBody } from './exchange.ts';
import { type FilePart, type FileRules, readMultipart } from './multipart.ts';
import { missing, Refusal, tooLarge } from './refusal.ts';

/** Largest body that is held in memory: a form without files, or JSON. */
const MAX_TEXT_BYTES = 1024 ** 2;

/** The media type of the request, lower-case and without parameters; empty when there is none. */
export const mediaType = ({ req }: Exchange): string =>
	(req.headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase() ?? '';

/** The body as text; at most 1 MiB, else refused with 413. */
export async function readText(x: Exchange): Promise<string> {
	const pieces: Buffer[] = [];
	await readBody(x, (chunk) => {
		if (x.record.bytesReceived > MAX_TEXT_BYTES) throw tooLarge('The request body', MAX_TEXT_BYTES);
		pieces.push(chunk);
	});
	return Buffer.concat(pieces).toString('utf8');
}

/** How a route wants its form. */
export interface FormRules {
	/** Fields named in the refusal when the body is no form at all. */
	required?: readonly string[];
	/** Take a file part of this name, up to so many bytes. Default: files are refused. */
	file?: FileRules;
}

/** The fields of a form, and its file if the route takes one. The route owns the file's bytes and must place or remove them. */
export interface Form {
	fields: URLSearchParams;
	file?: FilePart;
}

/**
 * Reads a urlencoded or multipart form. An empty body is an empty form.
 *
 * @throws Refusal 406/10022 for JSON and other bodies, 413 over a limit, 400 for broken multipart.
 */
export async function readForm(x: Exchange, state: State, rules: FormRules = {}): Promise<Form> {
	const type = mediaType(x);
	if (type === 'multipart/form-data') return readMultipart(x, state.blobs, rules.file);
	if (type === 'application/x-www-form-urlencoded') return { fields: new URLSearchParams(await readText(x)) };
	if (type === '' && x.req.headers['transfer-encoding'] === undefined) {
		if (Number(x.req.headers['content-length'] ?? 0) === 0) {
			await drain(x);
			return { fields: new URLSearchParams() };
		}
	}
	throw notAForm(type, rules.required ?? []);
}

function notAForm(type: string, required: readonly string[]): Refusal {
	const { params } = missing(...required);
	const text = `A form is expected, not ${type === '' ? 'a body without Content-Type' : type.slice(0, 100)}.`;
	return new Refusal(406, 10022, text, params ? { params } : {});
}

/**
 * A field that must be there.
 *
 * @throws Refusal 406/10022 when it is absent or empty.
 */
export function requiredField(fields: URLSearchParams, name: string): string {
	const value = fields.get(name);
	if (value === null || value === '') throw missing(name);
	return value;
}
