import { createHmac, timingSafeEqual } from 'node:crypto';
import { plainId } from '../ids.ts';
import { type Exchange, param } from '../http/exchange.ts';
import { Refusal } from '../http/refusal.ts';
import type { Reply, Route } from '../http/router.ts';
import { requireKey } from '../access.ts';
import type { State } from '../state.ts';
import { wasDiscarded } from '../store/blobs.ts';
import { requireFile, requireWorkspace } from './lookup.ts';

const TOKEN_LIFETIME_MS = 2 * 60 * 60 * 1000;

/** Contents of files, with a key or with a token that is bound to one node for two hours. Range is ignored. */
export const downloadRoutes: readonly Route[] = [
	{ method: 'GET', path: 'workspace/:workspace/storage/:node/requestread', handler: requestRead },
	{ method: 'GET', path: 'workspace/:workspace/storage/:node/read', handler: read, access: 'token' }
];

function requestRead(x: Exchange, state: State): Reply {
	requireWorkspace(state, param(x, 'workspace'));
	const file = requireFile(state, param(x, 'node'));
	const expires = Date.now() + TOKEN_LIFETIME_MS;
	return { payload: { token: `${expires}.${sign(state, file.id, expires)}` } };
}

function read(x: Exchange, state: State): Reply {
	requireWorkspace(state, param(x, 'workspace'));
	const token = x.query.get('token');
	if (token === null) requireKey(x, state);
	else if (!isValid(state, plainId(param(x, 'node')), token)) {
		throw new Refusal(401, 10011, 'The download token is not valid for this file, or has expired.');
	}
	const file = requireFile(state, param(x, 'node'));
	const versionId = x.query.get('version_id');
	const version =
		versionId === null ? file.current : file.versions.find(({ id }) => id === plainId(versionId));
	if (!version) throw new Refusal(404, 1609, 'The version was not found.');
	if (wasDiscarded(version.bytes)) throw new Refusal(404, 146950, 'The content is gone.');
	return {
		bytes: version.bytes,
		headers: {
			'content-type': version.type,
			'content-disposition': `attachment; filename*=UTF-8''${encodeURIComponent(file.name.toWellFormed())}`,
			'x-content-type-options': 'nosniff'
		}
	};
}

const sign = (state: State, nodeId: string, expires: number): string =>
	createHmac('sha256', state.token).update(`${nodeId}.${expires}`).digest('base64url');

function isValid(state: State, nodeId: string, token: string): boolean {
	const [expires = '', signature = ''] = token.split('.');
	const expected = Buffer.from(sign(state, nodeId, Number(expires)));
	const given = Buffer.from(signature);
	return Number(expires) > Date.now() && given.length === expected.length && timingSafeEqual(given, expected);
}
