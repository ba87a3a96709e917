import { utcText } from '../dates.ts';
import { profileIdJson } from '../http/envelope.ts';
import { type Exchange, param } from '../http/exchange.ts';
import { invalid } from '../http/refusal.ts';
import type { Reply, Route } from '../http/router.ts';
import type { State } from '../state.ts';
import type { OutputLevel } from '../store/node-view.ts';
import { ORG_DOMAIN, requireOrg } from './lookup.ts';
import { outputLevel } from './output.ts';
import { parseWhole } from './session-form.ts';

const MAX_PAGE = 500;
const DEFAULT_PAGE = 100;

/** The org of the workspace. A key reaches it as a member, or by the workspace alone: then only the second list has it. */
export const orgRoutes: readonly Route[] = [
	{ method: 'GET', path: 'orgs/list', handler: (x, state) => list(x, state, 'member') },
	{ method: 'GET', path: 'orgs/list/external', handler: (x, state) => list(x, state, 'external') },
	{ method: 'GET', path: 'org/:org/details', handler: details }
];

function list(x: Exchange, state: State, which: 'member' | 'external'): Reply {
	const limit = parseWhole(x.query, 'limit', 1) ?? DEFAULT_PAGE;
	if (limit > MAX_PAGE) throw invalid('limit', `must be at most ${MAX_PAGE}`);
	const offset = parseWhole(x.query, 'offset', 0) ?? 0;
	const orgs = state.settings.orgAccess === which ? [orgView(state, outputLevel(x))] : [];
	return {
		payload: {
			orgs: orgs.slice(offset, offset + limit),
			pagination: { total: orgs.length, limit, offset, has_more: false }
		}
	};
}

function details(x: Exchange, state: State): Reply {
	requireOrg(state, param(x, 'org'));
	return { payload: { org: orgView(state, outputLevel(x)) } };
}

function orgView(state: State, level: OutputLevel): object {
	const terse = {
		id: profileIdJson(state.orgId, state.settings),
		domain: ORG_DOMAIN,
		name: 'Emulator',
		logo: null
	};
	if (level === 'terse') return terse;
	const created = utcText(state.startedAt);
	const isMember = state.settings.orgAccess === 'member';
	return {
		...terse,
		description: 'The org of the local Fast.io emulator.',
		plan: state.settings.plan,
		user_status: isMember ? 'joined' : 'available',
		member: isMember,
		closed: false,
		locked: false,
		suspended: false,
		subscriber: true,
		created,
		updated: created
	};
}
