import type { UploadSession } from '../api.ts';
import type { UploadStatus } from '../rules/results.ts';
import { jsonResponse } from './kit-errors.ts';
import type { MountCall } from './mount-call.ts';
import { answerUploads, enter } from './upload-call.ts';
import type { UploadCall } from './upload-call.ts';
import { sliceCount, sliceSize } from './upload-ticket.ts';
import type { UploadTicket } from './upload-ticket.ts';

/** `GET {def}/uploads/{id}`: what Fast.io has of the upload. */
export function uploadStatus(call: MountCall): Promise<Response> {
	return answerUploads(call, async () => {
		const upload = await enter(call, false);
		const session = await readStatus(upload, { signal: call.event.request.signal });
		const { ticket } = upload;
		const answer: UploadStatus = {
			success: true,
			status: session.status === 'complete' ? 'stored' : session.status,
			sliceBytes: ticket.sliceBytes,
			slices: sliceCount(ticket),
			received: receivedSlices(ticket, session)
		};
		return jsonResponse(answer, { status: 200 });
	});
}

/** @throws FastioError `gone` for a session that Fast.io does not have any more. */
export function readStatus(
	{ definition, ticket, account }: UploadCall,
	options: { waitSeconds?: number; signal?: AbortSignal } = {}
): Promise<UploadSession> {
	return definition.fastio.uploads.status(ticket.uploadId, { ...account, ...options });
}

/** Numbers of the slices that are there in full. */
export function receivedSlices(ticket: UploadTicket, session: UploadSession): number[] {
	return Array.from({ length: sliceCount(ticket) }, (_, index) => index + 1).filter(
		(number) => session.received.get(number) === sliceSize(ticket, number)
	);
}
