import { FastioApiError } from '../errors.ts';
import { asCount, asDate, asObject, asText, type JsonObject } from '../fields.ts';
import { callApi } from '../request.ts';
import type { OperationKind } from '../retry.ts';
import type { Connection } from '../settings.ts';
import { nodePath } from '../wire/node-calls.ts';
import type { FileLock, LockStatus } from './types.ts';

/** Where a call about a lock goes. */
export interface LockTarget {
	connection: Connection;
	workspaceId: string;
	fileId: string;
	signal: AbortSignal | undefined;
}

const lockPath = ({ workspaceId, fileId }: LockTarget): string => `${nodePath(workspaceId, fileId)}/lock/`;

/** Names of the moment at which a lock ends: only `lock_token` is documented by name. */
const EXPIRIES = ['expires', 'expires_at', 'expiry', 'lock_expires', 'lock_expires_at'];

/** Locks. Made again only when the call never left. @throws FastioApiError `conflict` while the file is locked. */
export async function acquireLock(
	target: LockTarget,
	{ durationSeconds, clientInfo }: { durationSeconds: number; clientInfo: unknown }
): Promise<FileLock> {
	const client_info = clientInfo === undefined ? undefined : JSON.stringify(clientInfo);
	const payload = await callApi(target.connection, {
		method: 'POST',
		path: lockPath(target),
		form: { duration: durationSeconds, client_info },
		kind: 'write',
		signal: target.signal
	});
	const lockToken = placesIn(payload).map(tokenIn).find(Boolean);
	if (lockToken === undefined)
		throw new FastioApiError('upstream', 'Fast.io locked the file without giving the lock’s token.', {
			status: 200
		});
	return lockIn(payload, { fileId: target.fileId, lockToken, durationSeconds });
}

/** Extends a lock. `timeoutMs`: for this one try; without it, tries as often as the client does. */
export async function extendLock(
	target: LockTarget,
	lock: Pick<FileLock, 'lockToken' | 'durationSeconds'>,
	timeoutMs?: number
): Promise<FileLock> {
	const { connection, fileId, signal } = target;
	const once = { ...connection, retry: { ...connection.retry, retries: 0 } };
	const kind: OperationKind = 'keyed';
	const form = { lock_token: lock.lockToken };
	const call = { method: 'POST', path: `${lockPath(target)}heartbeat/`, form, kind, signal } as const;
	const payload = await (timeoutMs === undefined
		? callApi(connection, call)
		: callApi(once, { ...call, timeoutMs }));
	const { lockToken, durationSeconds } = lock;
	return lockIn(payload, { fileId, lockToken, durationSeconds });
}

/** Releases a lock; one that is gone is released. The token goes in query and form: sources differ on what is read. */
export async function releaseLock(target: LockTarget, lockToken: string): Promise<void> {
	const token = { lock_token: lockToken };
	const call = { method: 'DELETE', path: lockPath(target), query: token, form: token } as const;
	try {
		await callApi(target.connection, { ...call, kind: 'cleanup', signal: target.signal });
	} catch (error) {
		if (!(error instanceof FastioApiError && error.code === 'not-found')) throw error;
	}
}

export async function readLockStatus(target: LockTarget): Promise<LockStatus> {
	const { connection, signal } = target;
	const payload = await callApi(connection, { method: 'GET', path: lockPath(target), kind: 'read', signal });
	const places = placesIn(payload);
	const told = places.map((place) => place['locked']).find((value) => typeof value === 'boolean');
	return {
		locked: told ?? places.length > 1,
		expiresAt: places.map(expiryIn).find(Boolean),
		userId: places.map(userIn).find(Boolean),
		clientInfo: parsed(places.map((place) => place['client_info']).find((info) => info != null))
	};
}

/** Where an answer may tell of the lock: under `lock_info`, under `lock`, and at the top. */
function placesIn(payload: JsonObject): JsonObject[] {
	const places = [payload['lock_info'], payload['lock'], payload].map(asObject);
	return places.filter((place) => place !== undefined);
}

function tokenIn(place: JsonObject): string | undefined {
	return asText(place['lock_token']) ?? asText(place['token']);
}

function userIn(place: JsonObject): string | undefined {
	return asText(place['user_id']) ?? asText(asObject(place['user'])?.['id']);
}

/** A date, or seconds since 1970. */
function expiryIn(place: JsonObject): Date | undefined {
	for (const name of EXPIRIES) {
		const seconds = asCount(place[name]);
		const date = seconds === undefined ? asDate(place[name]) : new Date(seconds * 1000);
		if (date) return date;
	}
	return undefined;
}

function lockIn(payload: JsonObject, asked: Omit<FileLock, 'expiresAt'>): FileLock {
	const places = placesIn(payload);
	const durationSeconds =
		places.map((place) => asCount(place['duration'])).find(Boolean) ?? asked.durationSeconds;
	const expiresAt = places.map(expiryIn).find(Boolean) ?? new Date(Date.now() + durationSeconds * 1000);
	return { ...asked, durationSeconds, expiresAt };
}

/** It is sent as JSON; what somebody else has sent may be anything. */
function parsed(info: unknown): unknown {
	if (typeof info !== 'string') return info;
	try {
		return JSON.parse(info);
	} catch {
		return info;
	}
}
