import type { LoggedEvent } from '../events/event-log.ts';
import { cursorText, positionOf } from '../events/cursor.ts';
import { eventView } from '../events/summaries.ts';
import { plainId } from '../ids.ts';
import { type Exchange, param } from '../http/exchange.ts';
import { readForm } from '../http/form.ts';
import { type FieldProblem, invalid, notFound, Refusal } from '../http/refusal.ts';
import type { Reply, Route } from '../http/router.ts';
import type { State } from '../state.ts';
import { requireOrg, requireWorkspace } from './lookup.ts';
import { outputLevel } from './output.ts';
import { parseWhole } from './session-form.ts';

const MAX_PAGE = 250;
const DEFAULT_PAGE = 100;
const SCOPES = ['workspace_id', 'org_id', 'user_id', 'share_id', 'parent_event_id'] as const;
/** Parameters of the long poll, which Fast.io refuses here. */
const POLL_PARAMETERS = ['wait', 'lastactivity', 'updated'];

/** The event log: searching it, newest first, and one event. */
export const eventRoutes: readonly Route[] = [
	{ method: 'GET', path: 'events/search', handler: search },
	{ method: 'GET', path: 'event/:event/details', handler: details },
	{ method: 'POST', path: 'event/:event/ack', handler: acknowledge }
];

function search(x: Exchange, state: State): Reply {
	const { query } = x;
	if (POLL_PARAMETERS.some((name) => query.has(name))) {
		throw new Refusal(406, 10262, 'Parameters of the activity poll and of the event search do not mix.');
	}
	requireScope(query, state);
	const limit = parseWhole(query, 'limit', 1) ?? DEFAULT_PAGE;
	if (limit > MAX_PAGE) throw invalid('limit', `must be at most ${MAX_PAGE}`);
	const offset = parseWhole(query, 'offset', 0);
	const cursor = query.get('cursor');
	if (offset !== undefined && cursor) throw invalid('cursor', 'and offset exclude each other');
	const matches = filterOf(query, state);
	const { events } = state;
	const page: LoggedEvent[] = [];
	let toSkip = offset ?? 0;
	let hasMore = false;
	for (const event of events.before(cursor ? positionOf(events, cursor) : events.head + 1)) {
		if (!matches(event) || toSkip-- > 0) continue;
		hasMore = page.length === limit;
		if (hasMore) break;
		page.push(event);
	}
	const level = outputLevel(x);
	const last = page.at(-1);
	return {
		payload: {
			events: page.map((event) => eventView(state, event, level)),
			pagination: {
				has_more: hasMore,
				next_cursor: hasMore && last ? cursorText(events, last.seq) : null,
				page_size: limit
			}
		}
	};
}

/** All events are of the one workspace, of its org and by its user. @throws Refusal when another is asked for, or none. */
function requireScope(query: URLSearchParams, state: State): void {
	const scope = SCOPES.find((name) => query.get(name));
	if (!scope) {
		throw new Refusal(406, 10022, `One of ${SCOPES.join(', ')} is required.`, {
			params: SCOPES.map((name): FieldProblem => ({
				name,
				kind: 'missing',
				message: 'One of these is required.'
			}))
		});
	}
	const id = query.get(scope) ?? '';
	if (scope === 'workspace_id') requireWorkspace(state, id);
	else if (scope === 'org_id') requireOrg(state, id);
	else if (scope !== 'user_id' || (id !== state.userId && id !== 'me')) throw notFound('The entity');
}

type Filter = (event: LoggedEvent) => boolean;

/** Filters that Fast.io's reference lists; unknown parameters are ignored as there. */
function filterOf(query: URLSearchParams, state: State): Filter {
	const filters: Filter[] = [];
	const equals = (name: string, field: (event: LoggedEvent) => string) => {
		const value = query.get(name);
		if (value) filters.push((event) => field(event) === value);
	};
	equals('event', ({ event }) => event);
	equals('category', ({ category }) => category);
	equals('subcategory', ({ subCategory }) => subCategory);
	equals('calling_user_id', () => state.userId);
	equals('visibility', () => 'external');
	equals('acknowledged', ({ acknowledged }) => String(acknowledged));
	const objectId = query.get('object_id');
	if (objectId) filters.push((event) => event.objectId === plainId(objectId));
	const min = dateOf(query, 'created-min');
	const max = dateOf(query, 'created-max');
	if (min !== undefined) filters.push(({ at }) => at.getTime() >= min);
	if (max !== undefined) filters.push(({ at }) => at.getTime() <= max);
	return (event) => filters.every((filter) => filter(event));
}

function dateOf(query: URLSearchParams, name: string): number | undefined {
	const text = query.get(name);
	if (!text) return undefined;
	const at = Date.parse(text.replace(/ UTC$/, 'Z'));
	if (Number.isNaN(at)) throw invalid(name, 'must be a date such as 2026-09-30 08:15:00 UTC');
	return at;
}

function details(x: Exchange, state: State): Reply {
	const event = requireEvent(x, state);
	const view = eventView(state, event, outputLevel(x));
	return { payload: { event: { ...view, required_params: [], requires_parent_node: false } } };
}

async function acknowledge(x: Exchange, state: State): Promise<Reply> {
	await readForm(x, state);
	requireEvent(x, state).acknowledged = true;
	return {};
}

function requireEvent(x: Exchange, state: State): LoggedEvent {
	const event = state.events.get(param(x, 'event'));
	if (!event) throw notFound('The event');
	return event;
}
