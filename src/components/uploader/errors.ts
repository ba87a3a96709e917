import type { UploaderError } from './types.ts';

/** Failures of the file, or of how the app is set up: the same file fails again. */
const FINAL: readonly UploaderError['code'][] = [
	'no-file',
	'empty-file',
	'file-too-small',
	'file-too-large',
	'total-too-large',
	'too-many-files',
	'type-not-allowed',
	'body-limit',
	'cross-site',
	'unsupported',
	'custom'
];

/** A failure as the page sees it. */
export function uploaderError(code: UploaderError['code'], message: string): UploaderError {
	return { code, message, retryable: !FINAL.includes(code) };
}

/** Any thrown value as the page sees it. */
export function errorOf(thrown: unknown): UploaderError {
	const { code } = (thrown ?? {}) as { code?: unknown };
	return uploaderError(
		typeof code === 'string' ? (code as UploaderError['code']) : 'internal',
		messageOf(thrown)
	);
}

/** Never empty: no sentence would mean no failure. */
export function messageOf(thrown: unknown): string {
	return (thrown instanceof Error ? thrown.message : String(thrown)) || 'Error';
}
