import type { BodyReader } from '../multipart/body-reader.ts';
import { FastioError } from '../rules/errors.ts';
import { accountOf } from './account.ts';
import { admitHolder } from './admit.ts';
import { caught, closeConnection, failureResponse } from './kit-errors.ts';
import type { MountCall } from './mount-call.ts';
import { withBody } from './settle-body.ts';
import { readUploadId } from './upload-ticket.ts';
import type { TicketHolder, UploadTicket } from './upload-ticket.ts';

/** One call about an upload that is known, and known to be the caller's. */
export interface UploadCall extends MountCall {
	holder: TicketHolder & { knownId: string | undefined };
	ticket: UploadTicket;
	/** Whose workspace it goes to, for calls of the client. */
	account: { workspaceId?: string; token?: string };
}

/**
 * Runs one of the `uploads` calls and settles its request body. Every failure is an answer that says whether the same
 * request may be sent again; SvelteKit's own throws pass through.
 */
export async function answerUploads(
	call: MountCall,
	use: (body: BodyReader, left: AbortSignal) => Promise<Response>,
	body?: BodyReader
): Promise<Response> {
	const { definition, event } = call;
	const received = await withBody(event, use, body);
	const { close } = received;
	if ('value' in received) {
		if (close) received.value.headers.set('connection', 'close');
		return received.value;
	}
	if (close) closeConnection(event);
	return failureResponse(caught(definition, received.thrown), { close, tellRetryable: true });
}

/**
 * Lets a call about an upload in: who calls, and whether the id is theirs. `changes` adds the check of where the
 * request comes from.
 *
 * @throws what `admitHolder` and `readUploadId` throw.
 */
export async function enter(call: MountCall, changes: boolean): Promise<UploadCall> {
	const holder = await admitHolder(call.definition, call.event, { changes });
	requireSlices(call);
	const ticket = await readUploadId(holder, call.params['id'] ?? '');
	return { ...call, holder, ticket, account: accountOf(holder.destination) };
}

/** @throws FastioError `unsupported` on a wire without sessions. */
export function requireSlices({ definition }: MountCall): void {
	if (definition.fastio.wire.features.slices) return;
	throw new FastioError('unsupported', 'This Fast.io API has no resumable uploads: send the file in one go.');
}
