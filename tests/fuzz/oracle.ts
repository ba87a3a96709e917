import { createHash } from 'node:crypto';
import { STATUS_OF_CODE } from '../../src/rules/codes.ts';
import type { FastioErrorCode } from '../../src/rules/codes.ts';
import type { Emulator } from '../../src/emulator.ts';
import type { RawAnswer } from '../support/raw-exchange.ts';

/** What one case came to, for the table; anything undocumented throws. */
export type Verdict = 'stored' | 'opened' | 'no answer' | 'HTTP' | FastioErrorCode | `status ${number}`;

export const sha256 = (content: Uint8Array): string => createHash('sha256').update(content).digest('hex');

/** @throws Error that says what is wrong with the answer. */
export function documented(answer: RawAnswer | undefined): {
	verdict: Verdict;
	json: Record<string, unknown>;
} {
	if (!answer) return { verdict: 'no answer', json: {} };
	const { status, text } = answer;
	// What is no HTTP, Node refuses before any route hears of it.
	if (text === '' && [204, 400, 408, 411, 413, 417, 431].includes(status))
		return { verdict: 'HTTP', json: {} };
	let json: Record<string, unknown>;
	try {
		json = JSON.parse(text) as Record<string, unknown>;
	} catch {
		throw new Error(`An answer that is no JSON: ${status} ${text.slice(0, 200)}`);
	}
	if (json['success'] === true) {
		if (status !== 200 && status !== 201) throw new Error(`A success with status ${status}.`);
		return { verdict: typeof json['id'] === 'string' ? 'opened' : 'stored', json };
	}
	// An existing action gets SvelteKit's error(): a message and the status.
	if (typeof json['message'] === 'string' && json['success'] === undefined) {
		if (status === 500 || !Object.values<number>(STATUS_OF_CODE).includes(status))
			throw new Error(`Status ${status}: ${text}`);
		return { verdict: `status ${status}`, json };
	}
	const code = json['code'] as FastioErrorCode;
	if (json['success'] !== false || typeof json['error'] !== 'string' || !Array.isArray(json['files'])) {
		throw new Error(`Not the shape of a failure: ${text}`);
	}
	if (STATUS_OF_CODE[code] !== status) throw new Error(`${code} with status ${status}: ${text}`);
	if (code === 'internal' || code === 'config') throw new Error(`A fault of ours: ${text}`);
	return { verdict: code, json };
}

/**
 * The content of every part of a form, read in the plainest way there is: what the server made of the form is compared
 * with it.
 */
export function partsOf(body: Buffer, boundary: string): Buffer[] {
	const text = `\r\n${body.toString('latin1')}`;
	const [, ...sections] = text.split(`\r\n--${boundary}`);
	const end = sections.findIndex((section) => section.startsWith('--'));
	return sections.slice(0, end === -1 ? sections.length : end).map((section) => {
		const head = section.indexOf('\r\n\r\n');
		return Buffer.from(head === -1 ? section : section.slice(head + 4), 'latin1');
	});
}

/** Every part of a form that succeeded is a file upstream, a field, or an input in which nothing was chosen. */
export function nothingLost(json: Record<string, unknown>, parts: readonly Buffer[]): void {
	const files = json['files'] as unknown[];
	const fields = (json['result'] as { fields?: number } | undefined)?.fields ?? 0;
	const empty = parts.filter((part) => part.length === 0).length;
	const missing = parts.length - files.length - fields;
	if (missing < 0 || missing > empty) throw new Error(`${missing} of ${parts.length} parts are missing.`);
}

/** What lies upstream must be what the answer says: byte for byte, nothing more, no session open. */
export function booksBalance(
	emulator: Emulator,
	json: Record<string, unknown>,
	sent: readonly Buffer[]
): void {
	const listed = (json['files'] ?? []) as { fileId?: string; status?: string }[];
	const stored = listed.filter(({ fileId, status }) => fileId !== undefined && status !== 'failed');
	const upstream = emulator.files();
	if (upstream.length !== stored.length) {
		throw new Error(`${upstream.length} files upstream, ${stored.length} in the answer.`);
	}
	const contents = sent.map(sha256);
	for (const { fileId } of stored) {
		const file = upstream.find(({ id }) => id === fileId);
		if (!file) throw new Error('A file of the answer is not upstream.');
		if (!contents.includes(file.sha256 ?? ''))
			throw new Error(`${file.size} bytes upstream that nobody sent.`);
		contents.splice(contents.indexOf(file.sha256 ?? ''), 1);
	}
	if (emulator.sessions().length > 0) {
		throw new Error(`An orphaned session: ${JSON.stringify(emulator.sessions())}`);
	}
}
