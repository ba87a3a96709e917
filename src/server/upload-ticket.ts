import { resolveDestination } from '../api/settings.ts';
import { FastioError } from '../rules/errors.ts';
import { FILE_TOKEN_PREFIX } from '../rules/results.ts';
import type { Definition, UploadDestination } from './define.ts';
import { digest, seal, signingKey, unseal } from './sign.ts';

/** How long an id or a token is good for: 24 hours. */
export const TICKET_TTL_MS = 24 * 60 * 60_000;

/**
 * Everything the server knows of a resumable upload. It lives in the id that the browser holds, so that any instance
 * can serve any call. Readable by its holder; the session's id is of no use without the API token.
 */
export interface UploadTicket {
	/** Fast.io's session. */
	uploadId: string;
	/** Cleaned. */
	name: string;
	type: string;
	/** Bytes of the file. */
	size: number;
	/** Bytes of every slice but the last. */
	sliceBytes: number;
	/** Waits for a form. */
	hold: boolean;
	/** Cleaned; empty for none. */
	relativePath: string;
	/** Milliseconds since 1970. */
	expiresAt: number;
}

/** Whom and what a ticket is bound to beside its file. */
export interface TicketHolder {
	definition: Definition;
	userId: string;
	destination: UploadDestination;
}

/** What a ticket is for: naming an upload in calls, or standing for a file in a form. */
type Purpose = 'id' | 'token';

/** Version 1 of {@link UploadTicket} as it is signed. */
type Row = [string, string, string, string, string, string, number, number, 0 | 1, string, number];

/** The id that names an upload in every further call. */
export function toUploadId(holder: TicketHolder, ticket: UploadTicket): Promise<string> {
	return write(holder, 'id', ticket);
}

/** What a form carries in place of the file. */
export async function toFileToken(holder: TicketHolder, ticket: UploadTicket): Promise<string> {
	return FILE_TOKEN_PREFIX + (await write(holder, 'token', ticket));
}

/**
 * Reads an id that {@link toUploadId} made for the same definition, user and destination.
 *
 * @throws FastioError `not-allowed` for any other, `gone` after 24 hours.
 */
export function readUploadId(
	holder: TicketHolder,
	id: string,
	now: () => number = Date.now
): Promise<UploadTicket> {
	return read(holder, 'id', id, now);
}

/** Reads a file token, prefix included. Throws as {@link readUploadId} does. */
export function readFileToken(
	holder: TicketHolder,
	token: string,
	now: () => number = Date.now
): Promise<UploadTicket> {
	const text = token.startsWith(FILE_TOKEN_PREFIX) ? token.slice(FILE_TOKEN_PREFIX.length) : '';
	return read(holder, 'token', text, now);
}

/** How many slices the file has. A file of 0 bytes has one. */
export function sliceCount({ size, sliceBytes }: Pick<UploadTicket, 'size' | 'sliceBytes'>): number {
	return Math.max(1, Math.ceil(size / sliceBytes));
}

/** Bytes of slice `number`, from 1; 0 for one that the file does not have. */
export function sliceSize(ticket: Pick<UploadTicket, 'size' | 'sliceBytes'>, number: number): number {
	const { size, sliceBytes } = ticket;
	return Math.max(0, Math.min(sliceBytes, size - (number - 1) * sliceBytes));
}

async function write(holder: TicketHolder, purpose: Purpose, ticket: UploadTicket): Promise<string> {
	const key = await signingKey(holder.definition.fastio.options);
	const { user, destination } = await holderDigests(key, holder);
	const { uploadId, name, type, relativePath, size, sliceBytes, hold, expiresAt } = ticket;
	const row: Row = [
		holder.definition.name,
		user,
		destination,
		uploadId,
		name,
		type,
		size,
		sliceBytes,
		hold ? 1 : 0,
		relativePath,
		expiresAt
	];
	return seal(key, `${purpose} v1`, row);
}

async function read(
	holder: TicketHolder,
	purpose: Purpose,
	text: string,
	now: () => number
): Promise<UploadTicket> {
	const key = await signingKey(holder.definition.fastio.options);
	const row = (await unseal(key, `${purpose} v1`, text)) as Row | undefined;
	if (!row) throw notAllowed();
	const { user, destination } = await holderDigests(key, holder);
	// Signed by us, so these are of the right types; no secret is compared, only digests that the holder can read.
	if (row[0] !== holder.definition.name || row[1] !== user || row[2] !== destination) throw notAllowed();
	const [, , , uploadId, name, type, size, sliceBytes, hold, relativePath, expiresAt] = row;
	if (now() >= expiresAt) throw new FastioError('gone', 'This upload has expired. Please start it again.');
	return { uploadId, name, type, size, sliceBytes, hold: hold === 1, relativePath, expiresAt };
}

async function holderDigests(
	key: CryptoKey,
	{ definition, userId, destination }: TicketHolder
): Promise<{ user: string; destination: string }> {
	const { workspaceId, folderId } = resolveDestination(definition.fastio.options, destination);
	const place = JSON.stringify([workspaceId, folderId, destination.token ?? '']);
	return {
		user: await digest(key, 'user', userId),
		destination: await digest(key, 'destination', place)
	};
}

function notAllowed(): FastioError {
	return new FastioError('not-allowed', 'This upload is not yours, or not meant for this place.');
}
