import { statusOf } from '../../rules/codes.ts';
import { FastioError } from '../../rules/errors.ts';
import { jsonResponse } from '../kit-errors.ts';
import type { SignatureProblem } from './verify.ts';

/** What a sender is told to wait when an event is under way or the broker out of reach: 5 s. */
export const BUSY_RETRY_SECONDS = 5;

const PROBLEMS: Record<SignatureProblem, string> = {
	missing: 'it has no signature',
	unlisted: 'it is signed in a way that `schemes` does not list',
	malformed: 'its signature is not written as its scheme has it',
	late: 'its time is further from the clock of this server than `toleranceSeconds`',
	wrong: 'its signature is not one of its body and `secret`'
};

/** A delivery that is not taken for genuine. */
export class InvalidSignature extends Error {
	override readonly name = 'InvalidSignature';
	readonly problem: SignatureProblem;

	constructor(problem: SignatureProblem) {
		super(`A delivery was refused: ${PROBLEMS[problem]}. More of this kind are not reported.`);
		this.problem = problem;
	}
}

/** The guide's answer. */
export function answerReceived(): Response {
	return jsonResponse({ received: true }, { status: 200 });
}

/** To be sent again. */
export function answerLater(close = false): Response {
	const response = answerError(503, 'Not now: send it again later.', close);
	response.headers.set('retry-after', String(BUSY_RETRY_SECONDS));
	return response;
}

export function answerError(status: number, error: string, close = false): Response {
	return jsonResponse({ error }, { status, close });
}

/** What kept a delivery from being read, as an answer that tells its sender no more than it needs. */
export function answerRefusal(thrown: unknown, close: boolean): Response {
	if (thrown instanceof InvalidSignature) return answerError(401, 'Invalid signature', close);
	if (!(thrown instanceof FastioError) || thrown.code === 'config') {
		return answerError(500, 'Deliveries cannot be received right now.', close);
	}
	if (thrown.code === 'unavailable') return answerLater(close);
	const response = answerError(statusOf(thrown.code), thrown.message, close);
	if (thrown.code === 'method-not-allowed') response.headers.set('allow', 'POST');
	return response;
}
