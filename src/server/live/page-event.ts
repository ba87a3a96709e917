import type { FastioEvent } from '../../rules/events.ts';
import type { PageEvent } from '../../rules/live.ts';

/** What a page is told of an event: never the sender's own data, which may say more than the page may see. */
export function toPageEvent(event: FastioEvent): PageEvent {
	const { id, type, at } = event;
	const told: PageEvent = { id, type, at };
	for (const key of ['fileId', 'versionId', 'name', 'reason', 'chatId', 'turnId'] as const) {
		const value = (event as Partial<Record<typeof key, unknown>>)[key];
		if (typeof value === 'string') Object.assign(told, { [key]: value });
	}
	return told;
}
