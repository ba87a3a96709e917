import { resolveDestination } from '../../api/settings.ts';
import { FastioError } from '../../rules/errors.ts';
import { digest, seal, signingKey, unseal } from '../sign.ts';
import type { TicketHolder } from '../upload-ticket.ts';

/** How long a conversation can be gone on with after its last answer: 7 days. */
export const CHAT_TTL_MS = 7 * 24 * 3_600_000;
const PURPOSE = 'chat v1';

/** Definition, user, workspace, chat, scope, and when it expires. */
type Row = [string, string, string, string, string, number];

/**
 * Names a conversation to the page of its visitor: bound to definition, user, workspace and what it may be asked about,
 * so that nobody goes on with another's, nor with their own about files that they may no longer see.
 */
export async function toChatToken(
	holder: TicketHolder,
	chatId: string,
	scope: string,
	now: () => number = Date.now
): Promise<string> {
	const key = await signingKey(holder.definition.fastio.options);
	const row: Row = [
		...(await owner(key, holder)),
		chatId,
		await digest(key, 'scope', scope),
		now() + CHAT_TTL_MS
	];
	return seal(key, PURPOSE, row);
}

/** @throws FastioError `not-allowed` for another's, `gone` for one that has expired. */
export async function readChatToken(
	holder: TicketHolder,
	token: string,
	scope: string,
	now: () => number = Date.now
): Promise<string> {
	const key = await signingKey(holder.definition.fastio.options);
	const row = (await unseal(key, PURPOSE, token)) as Row | undefined;
	const mine = await owner(key, holder);
	const isMine = row && mine.every((part, at) => row[at] === part);
	if (!isMine || row[4] !== (await digest(key, 'scope', scope))) {
		throw new FastioError(
			'not-allowed',
			'This conversation is not yours, or about other files. Please begin a new one.'
		);
	}
	if (now() >= row[5])
		throw new FastioError('gone', 'This conversation has expired. Please begin a new one.');
	return row[3];
}

async function owner(
	key: CryptoKey,
	{ definition, userId, destination }: TicketHolder
): Promise<[string, string, string]> {
	const { workspaceId } = resolveDestination(definition.fastio.options, destination);
	const place = JSON.stringify([workspaceId, destination.token ?? '']);
	return [definition.name, await digest(key, 'user', userId), await digest(key, 'destination', place)];
}
