import { FastioError } from '../rules/errors.ts';
import type { UploadedFile } from '../rules/results.ts';
import { accountOf } from './account.ts';
import { FileMeter } from './file-meter.ts';
import type { TotalMeter } from './file-meter.ts';
import { checkAccept } from './store-file.ts';
import { readFileToken } from './upload-ticket.ts';
import type { TicketHolder, UploadTicket } from './upload-ticket.ts';

/**
 * What a token of a form says of the file that waits at Fast.io.
 *
 * @throws FastioError `unsupported` on a wire without sessions, `not-allowed` or `gone` for the token.
 */
export async function readHeld(holder: TicketHolder, token: string): Promise<UploadTicket> {
	if (!holder.definition.fastio.wire.features.slices) {
		throw new FastioError('unsupported', 'This Fast.io API holds no files for a form.');
	}
	return readFileToken(holder, token);
}

/** Checks it by the rules of today, and counts it to the form's total. */
export function checkHeld({ definition }: TicketHolder, ticket: UploadTicket, total: TotalMeter): void {
	checkAccept(definition, ticket);
	new FileMeter(ticket.name, definition.limits, total).declare(ticket.size);
	total.add(ticket.size);
}

/** Places it under this name. Its session stays, without the file. */
export function placeHeld(
	{ definition, destination }: TicketHolder,
	{ uploadId, size, type, relativePath }: UploadTicket,
	name: string
): Promise<UploadedFile> {
	const { folderId } = destination;
	return definition.fastio.uploads.place(
		uploadId,
		{ name, size, type },
		{
			...accountOf(destination),
			...(folderId === undefined ? {} : { folderId }),
			...(relativePath === '' ? {} : { relativePath })
		}
	);
}
