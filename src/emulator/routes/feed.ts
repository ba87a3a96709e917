import { createHash } from 'node:crypto';
import { cursorText, positionOf } from '../events/cursor.ts';
import type { EventLog } from '../events/event-log.ts';
import { changeView } from '../events/summaries.ts';
import { profileIdJson } from '../http/envelope.ts';
import { type Exchange, param } from '../http/exchange.ts';
import { Refusal } from '../http/refusal.ts';
import type { Reply, Route } from '../http/router.ts';
import type { State } from '../state.ts';
import { requireOrg } from './lookup.ts';

export const MAX_CHANGES = 1000;
const DEFAULT_CHANGES = 250;

/** What happens in the workspaces of an org, for whoever keeps a cursor. Purges aren't in it. */
export const feedRoutes: readonly Route[] = [
	{ method: 'GET', path: 'org/:org/events/changes', handler: changes }
];

function changes(x: Exchange, state: State): Reply {
	requireOrg(state, param(x, 'org'));
	const limit = limitOf(x.query.get('limit'));
	const cursor = x.query.get('cursor');
	const { events, settings } = state;
	const page: object[] = [];
	const shownUntil = Date.now() - settings.feedLagMs;
	let at = cursor === null || cursor === '' ? headOf(events, shownUntil) : positionOf(events, cursor);
	let hasMore = false;
	for (const event of events.after(at)) {
		if (event.at.getTime() > shownUntil) break;
		if (event.inFeed && page.length === limit) {
			hasMore = true;
			break;
		}
		if (event.inFeed) page.push(changeView(state, event));
		at = event.seq;
	}
	return {
		payload: {
			changes: page,
			cursor: cursorText(events, at),
			has_more: hasMore,
			profiles: {
				version: createHash('sha256').update(state.workspaceId).digest('hex').slice(0, 16),
				items: [{ id: profileIdJson(state.workspaceId, settings), type: 'workspace' }]
			}
		}
	};
}

/** The last event that is old enough to be shown. */
function headOf(events: EventLog, shownUntil: number): number {
	for (const { seq, at } of events.before(events.head + 1)) if (at.getTime() <= shownUntil) return seq;
	return events.oldest - 1;
}

function limitOf(text: string | null): number {
	const limit = text === null || text === '' ? DEFAULT_CHANGES : /^\d{1,6}$/.test(text) ? Number(text) : 0;
	if (limit >= 1 && limit <= MAX_CHANGES) return limit;
	throw new Refusal(406, 207321, `limit: must be from 1 to ${MAX_CHANGES}`);
}
