import { type Activity, type ActivityItem, stampOf, stampText } from '../events/activity.ts';
import { type Exchange, param } from '../http/exchange.ts';
import { holdRequest } from '../http/long-poll.ts';
import { invalid, notFound } from '../http/refusal.ts';
import type { Reply, Route } from '../http/router.ts';
import type { State } from '../state.ts';
import { shownId } from '../store/node-view.ts';
import { ORG_DOMAIN, WORKSPACE_FOLDER_NAME } from './lookup.ts';
import { parseWhole } from './session-form.ts';

/** Longest time in s that a poll may ask to be held. */
export const MAX_WAIT_SECONDS = 95;

/** The long poll: which things of an entity have changed, to be read again. */
export const activityRoutes: readonly Route[] = [
	{ method: 'GET', path: 'activity/poll/:entity', handler: poll }
];

async function poll(x: Exchange, state: State): Promise<Reply> {
	const board = state.activity[entityOf(state, param(x, 'entity'))];
	const waitSeconds = parseWhole(x.query, 'wait', 0) ?? 0;
	if (waitSeconds > MAX_WAIT_SECONDS) throw invalid('wait', `must be at most ${MAX_WAIT_SECONDS} seconds`);
	const since = sinceOf(x.query.get('lastactivity'));
	const isNew = () => board.since(since).length > 0;
	await holdRequest(x, { waiting: board.waiting, ready: isNew, waitMs: waitSeconds * 1000 });
	const newer = board.since(since);
	// Without `updated` an answer is the whole picture, also of what was known before.
	const items = newer.length > 0 && !isTrue(x.query.get('updated')) ? board.since(undefined) : newer;
	return {
		payload: {
			lastactivity: stampText(Math.max(board.head, since ?? 0)),
			activity: activityView(state, items)
		}
	};
}

function entityOf(state: State, id: string): keyof Activity {
	if (id === state.workspaceId || id === WORKSPACE_FOLDER_NAME) return 'workspace';
	if (id === state.userId || id === 'me') return 'user';
	if (id === state.orgId || id === ORG_DOMAIN) return 'org';
	throw notFound('The entity');
}

function sinceOf(text: string | null): number | undefined {
	if (text === null || text === '') return undefined;
	const at = stampOf(text);
	if (at === undefined) throw invalid('lastactivity', 'is not one that an answer had');
	return at;
}

const isTrue = (text: string | null): boolean => text === '1' || text === 'true';

function activityView({ settings }: State, items: readonly ActivityItem[]): object {
	const keyOf = ({ kind, id }: ActivityItem) =>
		id === undefined ? kind : `${kind}:${shownId(id, settings)}`;
	if (settings.activityForm === 'array') return items.map(keyOf);
	return Object.fromEntries(items.map((item) => [keyOf(item), stampText(item.at)]));
}
