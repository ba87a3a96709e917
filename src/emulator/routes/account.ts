import { profileIdJson } from '../http/envelope.ts';
import { type Exchange } from '../http/exchange.ts';
import type { Reply, Route } from '../http/router.ts';
import type { State } from '../state.ts';

/** Whether the service is up, and whose key this is. */
export const accountRoutes: readonly Route[] = [
	{ method: 'GET', path: 'ping', handler: () => ({}), access: 'none' },
	{ method: 'GET', path: 'system/status', handler: () => ({ payload: { status: 'ok' } }), access: 'none' },
	{ method: 'GET', path: 'user/auth/check', handler: checkKey }
];

function checkKey(_x: Exchange, state: State): Reply {
	return { payload: { id: profileIdJson(state.userId, state.settings) } };
}
