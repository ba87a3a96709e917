import { isHttpError, isRedirect } from '@sveltejs/kit';
import type { UploadSession } from '../api.ts';
import { FastioNetworkError } from '../api.ts';
import { FastioError } from '../rules/errors.ts';
import type { HeldUpload, UploadedFile, UploadPending } from '../rules/results.ts';
import { caught, jsonResponse } from './kit-errors.ts';
import { toUploadFailure } from './failures.ts';
import type { MountCall } from './mount-call.ts';
import { Submission } from './submission.ts';
import { answerUploads, enter } from './upload-call.ts';
import type { UploadCall } from './upload-call.ts';
import type { Completion, Flight } from './upload-flights.ts';
import { followSession, hasEnded } from './upload-follow.ts';
import { readStatus, receivedSlices } from './upload-status.ts';
import { uploadSuccess } from './upload-success.ts';
import { sliceCount, toFileToken } from './upload-ticket.ts';

/** Longest wait of one call for Fast.io to place a file: 20 s, then it answers 202. */
export const COMPLETE_WAIT_MS = 20_000;
/** Longest time that this instance follows a file that Fast.io is placing, with or without a caller: 10 minutes. */
const PLACE_TIMEOUT_MS = 10 * 60_000;

/**
 * `POST {def}/uploads/{id}/complete`: has Fast.io assemble and place the file, and tells the app. Answers as soon as
 * that is done, at the latest after 20 s; it goes on without the caller, so that no file is stored that the app never
 * hears of.
 */
export function completeUpload(call: MountCall): Promise<Response> {
	return answerUploads(call, async () => {
		const upload = await enter(call, true);
		const { flights, completeWaitMs } = call.settings;
		const flight = flights.board(flightKey(upload), (own) => complete(upload, own));
		const completion = await orNothing(flight.completion, completeWaitMs);
		if (!completion) {
			const pending: UploadPending = { success: true, status: flight.stage };
			return jsonResponse(pending, { status: 202 });
		}
		if ('thrown' in completion) throw completion.thrown;
		return jsonResponse(completion.body, { status: completion.status });
	});
}

/** What names a flight: an upload of one definition. */
export function flightKey({ definition, ticket }: UploadCall): string {
	return `${definition.name}\n${ticket.uploadId}`;
}

async function complete(upload: UploadCall, flight: Flight): Promise<Completion> {
	const { ticket, holder } = upload;
	let session: UploadSession;
	try {
		session = await assembled(upload, flight);
		if (session.status === 'failed') throw reasonOf(upload, session);
	} catch (error) {
		if (!(error instanceof FailedUpload)) throw error;
		// It never will be stored: the session goes.
		await clearAway(upload);
		return failure(caught(upload.definition, error.reason));
	}
	if (!ticket.hold) return handOver(upload, flight, session.fileId ?? '');
	const { name, type, size } = ticket;
	const held: HeldUpload = { success: true, token: await toFileToken(holder, ticket), name, type, size };
	return { final: true, status: 200, body: held };
}

/** Starts the assembly where that has not been done, and follows the session to its end. */
async function assembled(upload: UploadCall, flight: Flight): Promise<UploadSession> {
	const { definition, ticket, account } = upload;
	const { signal } = flight;
	const session = await readStatus(upload, { signal });
	if (hasEnded(upload, session)) return session;
	if (session.status === 'uploading') {
		// Asked: Fast.io gives a session up for good when bytes are missing at this point.
		requireEverySlice(upload, session);
		try {
			await definition.fastio.uploads.complete(ticket.uploadId, { ...account, signal });
		} catch (error) {
			const mismatch = error instanceof FastioError && error.code === 'checksum-mismatch';
			throw mismatch ? new FailedUpload(error) : error;
		}
	}
	const last = await followSession(upload, {
		timeoutMs: PLACE_TIMEOUT_MS,
		signal,
		onStatus: ({ status }) => {
			if (status === 'storing' || status === 'complete') flight.stage = 'storing';
		}
	});
	if (hasEnded(upload, last)) return last;
	throw new FastioNetworkError('timeout', 'Fast.io did not place the file within 10 minutes.', {
		sent: true
	});
}

function requireEverySlice({ ticket }: UploadCall, session: UploadSession): void {
	const count = sliceCount(ticket);
	const there = receivedSlices(ticket, session).length;
	if (there === count) return;
	throw new FastioError('malformed', `The file is not complete: ${there} of ${count} slices have arrived.`);
}

/** Fast.io has given the session up. */
class FailedUpload extends Error {
	readonly reason: FastioError;

	constructor(reason: FastioError) {
		super(reason.message, { cause: reason });
		this.reason = reason;
	}
}

/** What Fast.io says of a session that failed. */
function reasonOf({ ticket }: UploadCall, { message, failure: code }: UploadSession): FailedUpload {
	const told = message === undefined || message === '' ? '.' : `: ${message}`;
	return new FailedUpload(
		new FastioError(code ?? 'upstream', `Fast.io could not store ${ticket.name}${told}`)
	);
}

async function handOver(upload: UploadCall, flight: Flight, fileId: string): Promise<Completion> {
	const { definition, event, ticket, holder, account } = upload;
	const { name, type, size } = ticket;
	const versionId = await definition.fastio.uploads
		.versionOf(fileId, size, account)
		.catch((): undefined => undefined);
	if (flight.signal.aborted) throw new FastioError('gone', 'This upload was cancelled.');
	const stored: UploadedFile = { fileId, name, size, type, ...(versionId !== undefined && { versionId }) };
	const submission = new Submission(definition, event, { ...holder, quotaBytes: Infinity });
	submission.adopt(stored);
	try {
		const handed = await submission.hand(new FormData());
		if (!('refused' in handed)) {
			return { final: true, status: 200, body: uploadSuccess(submission.stored, handed.result) };
		}
		await clearAway(upload);
		return { final: true, status: handed.refused.status, body: handed.refused.data };
	} catch (thrown) {
		if (!isRedirect(thrown)) await clearAway(upload);
		if (isRedirect(thrown) || isHttpError(thrown)) return { final: true, thrown };
		return failure(caught(definition, thrown), submission);
	}
}

function failure(error: FastioError, submission?: Submission<unknown>): Completion {
	const { status, failure: body } = toUploadFailure(error, submission?.outcomes());
	return { final: true, status, body: { ...body, retryable: false } };
}

/** Deletes the session. One that can't be deleted now expires. */
async function clearAway({ definition, ticket, account }: UploadCall): Promise<void> {
	await definition.fastio.uploads.cancel(ticket.uploadId, account).catch(() => {});
}

/** What the promise resolves with, or `undefined` after `ms`. */
async function orNothing<T>(promise: Promise<T>, ms: number): Promise<T | undefined> {
	let timer: ReturnType<typeof setTimeout> | undefined;
	const late = new Promise<undefined>((resolve) => (timer = setTimeout(resolve, ms, undefined)));
	try {
		return await Promise.race([promise, late]);
	} finally {
		clearTimeout(timer);
	}
}
