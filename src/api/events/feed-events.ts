import { logEventTypeOf } from '../../rules/event-names.ts';
import type { FastioEvent } from '../../rules/events.ts';
import { asDate, asObject, asText } from '../fields.ts';
import { plainId } from '../../rules/ids.ts';

/** Longer names and ids than these are no names and ids. */
const MAX_NAME_LENGTH = 128;

/** An entry of the change feed as an event; `undefined` for what is of another workspace, or no entry. */
export function eventOfChange(
	change: unknown,
	workspaceId: string,
	now: () => Date
): FastioEvent | undefined {
	const fields = asObject(change);
	const id = asText(fields?.['event_id']);
	const name = asText(fields?.['event']);
	if (!fields || id === undefined || name === undefined || name.length > MAX_NAME_LENGTH) return undefined;
	if (asText(fields['profile_id']) !== workspaceId) return undefined;
	const at = (asDate(fields['created']) ?? now()).toISOString();
	const objectId = asText(fields['object_id']);
	const type = logEventTypeOf(name);
	if (type !== undefined && objectId !== undefined)
		return { id, type, at, workspaceId, fileId: plainId(objectId) };
	return { id, type: `other:${name}`, at, workspaceId, data: fields };
}

/** Ids of the things that an activity answer names: files (`storage:` and, of old, `ai_state:`) and chats. */
export function subjectsOf(keys: readonly string[]): { fileIds: Set<string>; chatIds: Set<string> } {
	const fileIds = new Set<string>();
	const chatIds = new Set<string>();
	for (const key of keys) {
		const [kind, id] = key.split(':', 2);
		if (!id || id.length > MAX_NAME_LENGTH) continue;
		if (kind === 'storage' || kind === 'ai_state') fileIds.add(plainId(id));
		else if (kind === 'ai_chat') chatIds.add(id);
	}
	return { fileIds, chatIds };
}
