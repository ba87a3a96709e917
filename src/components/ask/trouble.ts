import type { AskFailure } from '../../rules/ask.ts';
import type { FastioErrorCode } from '../../rules/codes.ts';
import type { AskFailureStrings } from './failure-strings.ts';

/** A question without an answer. */
export interface AskTrouble {
	state: 'failed';
	error: string;
	code: FastioErrorCode;
	retryable: boolean;
	retryAfterMs?: number | undefined;
	/** The conversation, unless the server takes it no more. */
	chat: string | undefined;
}

/** Asking the same again comes to the same. */
const FINAL: readonly FastioErrorCode[] = [
	'malformed',
	'not-allowed',
	'cross-site',
	'not-found',
	'rejected',
	'unsupported'
];

/** What an answer means that is none of ours, where it means something. */
const CODES: Readonly<Record<number, FastioErrorCode>> = {
	0: 'network',
	429: 'rate-limited'
};

/**
 * Reads a refusal.
 *
 * @param status 0 without an answer.
 * @param json What it says, if that is JSON.
 * @param chat The conversation that was asked in. It may be what was refused: without it the question is another.
 */
export function readTrouble(
	status: number,
	json: unknown,
	strings: AskFailureStrings,
	chat: string | undefined
): AskTrouble {
	const theirs = json as Partial<AskFailure> | undefined;
	const ours = theirs?.success === false && typeof theirs.error === 'string' ? theirs : undefined;
	const code = ours?.code ?? CODES[status] ?? 'upstream';
	const isOver = code === 'gone' || code === 'not-allowed';
	return {
		state: 'failed',
		error: ours?.error ?? (status ? strings.notUnderstood(status) : strings.networkLost),
		code,
		retryable: !FINAL.includes(code) || (isOver && !!chat),
		retryAfterMs: ours?.retryAfterMs,
		chat: isOver ? undefined : chat
	};
}
