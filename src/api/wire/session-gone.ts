import { FastioApiError } from '../errors.ts';

/** `error.code` of a call that the API does not have: that is a wrong `apiUrl`, and says nothing of an upload. */
const UNKNOWN_CALL = '9992';

/** Whether Fast.io has not got what the call names. */
export function isUnknown(error: unknown): error is FastioApiError {
	return error instanceof FastioApiError && error.code === 'not-found' && error.upstreamCode !== UNKNOWN_CALL;
}

/** Runs a call about a session; where Fast.io has no such session it fails with `gone`. */
export async function orGone<T>(call: Promise<T>): Promise<T> {
	try {
		return await call;
	} catch (error) {
		if (!isUnknown(error)) throw error;
		const { status, upstreamCode, reason, params, requestId } = error;
		const message = 'Fast.io does not have this upload any more. Start it again.';
		throw new FastioApiError('gone', message, {
			status,
			upstreamCode,
			reason,
			params,
			requestId,
			cause: error
		});
	}
}
