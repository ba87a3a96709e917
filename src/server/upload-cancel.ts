import { ABORT_GRACE_MS } from '../api/grace.ts';
import { report, toFastioError } from './failures.ts';
import type { MountCall } from './mount-call.ts';
import { answerUploads, enter } from './upload-call.ts';
import type { UploadCall } from './upload-call.ts';
import { flightKey } from './upload-complete.ts';
import { followSession, hasEnded } from './upload-follow.ts';
import { readStatus } from './upload-status.ts';

/**
 * `DELETE {def}/uploads/{id}`: cancels. What has been sent goes, and a file that was placed meanwhile is taken back;
 * one that is just being placed is waited for, at most 5 s. With `?keep=file` only the session goes; a held upload, which
 * is its session, stays. Answers 204, for an upload that is gone already too.
 */
export function cancelUpload(call: MountCall): Promise<Response> {
	return answerUploads(call, async () => {
		const upload = await enter(call, true);
		const { definition, ticket, account, event } = upload;
		const keep = event.url.searchParams.get('keep') === 'file';
		if (!(keep && ticket.hold)) {
			if (!keep || !(await isHandedOver(upload))) {
				await call.settings.flights.cancel(flightKey(upload));
				if (!ticket.hold) await takeBack(upload);
			}
			await definition.fastio.uploads.cancel(ticket.uploadId, account);
		}
		return new Response(null, { status: 204, headers: { 'cache-control': 'no-store' } });
	});
}

/**
 * Whether the upload has come to its end: only then may its session be all that goes. Before, Fast.io would place a
 * file that the app never hears of.
 */
async function isHandedOver(upload: UploadCall): Promise<boolean> {
	if (upload.settings.flights.hasLanded(flightKey(upload))) return true;
	if (upload.settings.flights.isFlying(flightKey(upload))) return false;
	try {
		return hasEnded(upload, await readStatus(upload));
	} catch (thrown) {
		if (toFastioError(thrown).code === 'gone') return true;
		throw thrown;
	}
}

async function takeBack(upload: UploadCall): Promise<void> {
	const { definition, ticket, account } = upload;
	const { uploads, files } = definition.fastio;
	try {
		let session = await readStatus(upload);
		if (session.status === 'uploading' || session.status === 'failed') return;
		if (!hasEnded(upload, session)) session = await followSession(upload, { timeoutMs: ABORT_GRACE_MS });
		const { fileId } = session;
		if (fileId === undefined) return;
		const versionId = await uploads.versionOf(fileId, ticket.size, account);
		await files.undoUpload(fileId, { ...account, versionId });
	} catch (thrown) {
		const error = toFastioError(thrown);
		if (error.code === 'gone') return;
		// Another version is current by now, or ours can't be told: that is not for us to delete.
		if (error.code !== 'conflict') throw error;
		report(definition.name, error);
	}
}
