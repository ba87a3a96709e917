import { download } from '../download.ts';
import { FastioApiError } from '../errors.ts';
import { asObject, asText, type JsonObject } from '../fields.ts';
import { callApi } from '../request.ts';
import type { Connection } from '../settings.ts';
import { segment } from '../transport.ts';
import { readTurn, type Turn } from './turn.ts';

type Signal = AbortSignal | undefined;

/** What is asked, checked. */
export interface Question {
	text: string;
	chatId: string | undefined;
	files: readonly string[];
	folders: readonly string[];
	idempotencyKey: string;
}

/** A question that Fast.io has taken. */
export interface StartedTurn {
	chatId: string;
	turnId: string;
}

const agentPath = (workspaceId: string): string => `/workspace/${segment(workspaceId)}/ai/agent/`;
const turnPath = (workspaceId: string, { chatId, turnId }: StartedTurn): string =>
	`${agentPath(workspaceId)}${segment(chatId)}/message/${segment(turnId)}/`;

/** Asks: begins a chat, or goes on with one. Safe to repeat, since the key makes it one question. */
export async function startTurn(
	connection: Connection,
	workspaceId: string,
	{ text, chatId, files, folders, idempotencyKey }: Question,
	signal: Signal
): Promise<StartedTurn> {
	const references = referencesOf(files, folders);
	const payload = await callApi(connection, {
		method: 'POST',
		path: agentPath(workspaceId) + (chatId === undefined ? '' : `${segment(chatId)}/message/`),
		form: {
			question: text,
			...(chatId === undefined && { privacy: 'private' }),
			...(references.length > 0 && { references: JSON.stringify(references) }),
			idempotency_key: idempotencyKey
		},
		kind: 'keyed',
		signal
	});
	const started = {
		chatId: chatId ?? idIn(payload, ['thread', 'chat'], ['thread_id', 'chat_id', 'id']),
		turnId: idIn(payload, ['turn', 'message'], ['turn_id', 'message_id', 'id'])
	};
	if (started.chatId === undefined || started.turnId === undefined) {
		throw new FastioApiError('upstream', 'Fast.io took the question without naming it.', { status: 200 });
	}
	return started as StartedTurn;
}

/** As files to retrieve from, not as attachments: an answer from an attachment cites nothing. */
function referencesOf(files: readonly string[], folders: readonly string[]): object[] {
	return [
		...files.map((id) => ({ type: 'file', id, file_details: { node_id: id, version_id: '' } })),
		...folders.map((id) => ({ type: 'folder', id, folder_details: { node_id: id } }))
	];
}

/** Newer servers name things under `thread` and `turn`, older ones under `chat` and `message`, or at the top. */
function idIn(payload: JsonObject, places: string[], keys: string[]): string | undefined {
	for (const place of [...places.map((name) => asObject(payload[name])), payload]) {
		for (const key of keys) {
			// `id` alone, at the top, could be anything's.
			if (place === payload && key === 'id') continue;
			const id = asText(place?.[key]);
			if (id !== undefined) return id;
		}
	}
	return undefined;
}

/** The turn as it is now. */
export async function readTurnOf(
	connection: Connection,
	workspaceId: string,
	started: StartedTurn,
	signal: Signal
): Promise<Turn> {
	const path = `${turnPath(workspaceId, started)}details/`;
	return readTurn(await callApi(connection, { method: 'GET', path, kind: 'poll', signal }));
}

/** The answer as it is written, as server-sent events. */
export async function openTurnStream(
	connection: Connection,
	workspaceId: string,
	started: StartedTurn,
	signal: Signal
): Promise<ReadableStream<Uint8Array>> {
	const path = `${turnPath(workspaceId, started)}read/`;
	const { body } = await download(connection, path, signal, 'text/event-stream');
	return body ?? new Blob([]).stream();
}

/** Ends what a chat is answering. */
export async function cancelTurn(
	connection: Connection,
	workspaceId: string,
	chatId: string,
	signal: Signal
): Promise<void> {
	const path = `${agentPath(workspaceId)}${segment(chatId)}/cancel/`;
	await callApi(connection, { method: 'POST', path, kind: 'cleanup', signal });
}
