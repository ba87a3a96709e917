import { utcText } from '../dates.ts';
import { profileIdJson } from '../http/envelope.ts';
import { type Exchange, param } from '../http/exchange.ts';
import type { Reply, Route } from '../http/router.ts';
import type { State } from '../state.ts';
import { requireWorkspace, WORKSPACE_FOLDER_NAME } from './lookup.ts';

/** Whether the service is up, whose key this is, and the workspace. */
export const accountRoutes: readonly Route[] = [
	{ method: 'GET', path: 'ping', handler: () => ({}), access: 'none' },
	{ method: 'GET', path: 'system/status', handler: () => ({ payload: { status: 'ok' } }), access: 'none' },
	{ method: 'GET', path: 'user/auth/check', handler: checkKey },
	{ method: 'GET', path: 'workspace/:workspace/details', handler: workspaceDetails }
];

function checkKey(_x: Exchange, state: State): Reply {
	return { payload: { id: profileIdJson(state.userId, state.settings) } };
}

function workspaceDetails(x: Exchange, state: State): Reply {
	requireWorkspace(state, param(x, 'workspace'));
	const created = utcText(state.startedAt);
	return {
		payload: {
			workspace: {
				id: profileIdJson(state.workspaceId, state.settings),
				name: 'Emulator',
				folder_name: WORKSPACE_FOLDER_NAME,
				org_domain: 'emulator',
				user_status: 'joined',
				description: 'The workspace of the local Fast.io emulator.',
				closed: false,
				archived: false,
				locked: false,
				created,
				updated: created,
				intelligence: false
			}
		}
	};
}
