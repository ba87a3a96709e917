import { FastioError } from '../../rules/errors.ts';
import { FastioApiError } from '../errors.ts';
import { asCount, asObject, asText } from '../fields.ts';
import { callApi } from '../request.ts';
import type { Connection } from '../settings.ts';
import { segment } from '../transport.ts';
import { readMany } from '../storage/read-many.ts';
import { itemsIn } from '../wire/nodes.ts';
import type { FileEntry } from '../wire/upload-wire.ts';

/** Changes asked for at a time; Fast.io takes 1 to 1000. */
const CHANGES_PER_PAGE = 250;
/** Longer than the wait that a call asks for, until it counts as lost. */
const WAIT_MARGIN_MS = 10_000;

type Signal = AbortSignal | undefined;

/** One page of the change feed. Without a cursor: none, and the cursor of now. `at` is when, for an activity poll to begin at. */
export async function readChanges(
	connection: Connection,
	orgId: string,
	cursor: string | undefined,
	signal: Signal
): Promise<{ changes: unknown[]; cursor: string; hasMore: boolean; at: string | undefined }> {
	const payload = await callApi(connection, {
		method: 'GET',
		path: `/org/${segment(orgId)}/events/changes/`,
		query: { cursor, limit: CHANGES_PER_PAGE },
		kind: 'read',
		signal
	});
	const next = asText(payload['cursor']) ?? cursor;
	if (next === undefined) throw notUnderstood('the change feed has no cursor');
	return {
		changes: itemsIn(payload, 'changes'),
		cursor: next,
		hasMore: payload['has_more'] === true,
		at: asText(payload['server_date'])
	};
}

/**
 * Waits until something newer than `since` happens in the workspace, at most `waitSeconds`; the keys of what it was.
 * Which form they have is not documented: an array of strings, or an object of them.
 */
export async function waitForActivity(
	connection: Connection,
	workspaceId: string,
	{ since, waitSeconds }: { since: string | undefined; waitSeconds: number },
	signal: Signal
): Promise<{ since: string | undefined; keys: string[] }> {
	const payload = await callApi(connection, {
		method: 'GET',
		path: `/activity/poll/${segment(workspaceId)}/`,
		query: { wait: waitSeconds, lastactivity: since, updated: 1 },
		kind: 'read',
		signal,
		timeoutMs: waitSeconds * 1000 + WAIT_MARGIN_MS
	});
	const activity = payload['activity'];
	const keys = Array.isArray(activity) ? activity : Object.keys(asObject(activity) ?? {});
	return {
		since: asText(payload['lastactivity']) ?? since,
		keys: keys.filter((key): key is string => typeof key === 'string')
	};
}

/** The files and notes among these ids that are still there. */
export async function readNodes(
	connection: Connection,
	workspaceId: string,
	ids: readonly string[],
	signal: Signal
): Promise<FileEntry[]> {
	const entries: FileEntry[] = [];
	for await (const entry of readMany({ connection, workspaceId, signal }, ids)) {
		if ((entry.kind === 'file' || entry.kind === 'note') && !entry.trashed) entries.push(entry);
	}
	return entries;
}

/** Whether a workspace indexes, and the domain of its organisation. */
export async function readWorkspace(
	connection: Connection,
	workspaceId: string,
	signal: Signal
): Promise<{ intelligence: boolean | undefined; orgId: string | undefined; orgDomain: string | undefined }> {
	const path = `/workspace/${segment(workspaceId)}/details/`;
	const payload = await callApi(connection, { method: 'GET', path, kind: 'read', signal });
	const workspace = asObject(payload['workspace']) ?? payload;
	const flag = workspace['intelligence'];
	return {
		intelligence:
			typeof flag === 'boolean' ? flag : flag === 'true' ? true : flag === 'false' ? false : undefined,
		orgId: asText(workspace['org_id']),
		orgDomain: asText(workspace['org_domain'])
	};
}

/**
 * The organisation of a workspace, by its domain: its own, or one that is reached through the workspace alone.
 *
 * @throws FastioError `config` when neither list has it.
 */
export async function findOrgId(
	connection: Connection,
	workspaceId: string,
	signal: Signal
): Promise<string> {
	const { orgId, orgDomain } = await readWorkspace(connection, workspaceId, signal);
	if (orgId !== undefined) return orgId;
	for (const path of ['/orgs/list/', '/orgs/list/external/']) {
		const payload = await callApi(connection, { method: 'GET', path, kind: 'read', signal });
		for (const item of itemsIn(payload, 'orgs')) {
			const org = asObject(item);
			const id = asText(org?.['id']);
			if (id !== undefined && orgDomain !== undefined && asText(org?.['domain']) === orgDomain) return id;
		}
	}
	throw new FastioError(
		'config',
		`The organisation of workspace ${workspaceId} is in no list that the token may read. Pass \`orgId\`.`
	);
}

/** The newest finished answer of a chat; `undefined` while there is none. */
export async function readLastAnswer(
	connection: Connection,
	workspaceId: string,
	chatId: string,
	signal: Signal
): Promise<string | undefined> {
	const payload = await callApi(connection, {
		method: 'GET',
		path: `/workspace/${segment(workspaceId)}/ai/agent/${segment(chatId)}/messages/list/`,
		kind: 'read',
		signal
	});
	let last: { id: string; seq: number } | undefined;
	for (const item of itemsIn(payload, 'messages')) {
		const fields = asObject(item);
		const id = asText(fields?.['id']) ?? asText(fields?.['turn_id']);
		if (id === undefined || asText(fields?.['status'] ?? fields?.['state']) !== 'complete') continue;
		const seq = asCount(fields?.['seq']) ?? 0;
		if (!last || seq >= last.seq) last = { id, seq };
	}
	return last?.id;
}

function notUnderstood(what: string): FastioApiError {
	return new FastioApiError('upstream', `Fast.io answered what is not its protocol: ${what}.`, {
		status: 200
	});
}
