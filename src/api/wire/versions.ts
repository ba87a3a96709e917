import { FastioApiError } from '../errors.ts';
import { asCount, asDate, asId, asObject, asText, type JsonObject } from '../fields.ts';
import { callApi } from '../request.ts';
import type { Connection } from '../settings.ts';
import { digestOf, nextCursorIn } from './nodes.ts';
import type { CursorPage } from './pages.ts';

/** One version of a file, as Fast.io keeps it. */
export interface FileVersion {
	versionId: string;
	size: number | undefined;
	type: string | undefined;
	/** Hex digest of the content, where Fast.io reports one. */
	hash: string | undefined;
	/** Algorithm of `hash`, e.g. `sha256`. */
	hashAlgorithm: string | undefined;
	createdAt: Date | undefined;
	/** Whether it is what the file holds now. */
	current: boolean;
}

/**
 * One page of a file's versions, as Fast.io orders them. No paging is documented; a cursor is followed all the same.
 *
 * @param path of the file, without a slash at its end.
 * @throws FastioApiError `upstream` for an answer without a list: an unread version must not pass for none.
 */
export async function readVersions(
	connection: Connection,
	path: string,
	{ cursor, signal }: { cursor?: string | undefined; signal: AbortSignal | undefined }
): Promise<CursorPage<unknown>> {
	const payload = await callApi(connection, {
		method: 'GET',
		path: `${path}/versions/`,
		query: { cursor },
		kind: 'read',
		signal
	});
	const entries = listIn(payload);
	if (!entries) throw notListed();
	return { entries, nextCursor: nextCursorIn(payload, 'versions') };
}

function listIn(payload: JsonObject): unknown[] | undefined {
	const container = payload['versions'] ?? payload['items'];
	const items = Array.isArray(container) ? container : asObject(container)?.['items'];
	return Array.isArray(items) ? items : undefined;
}

/**
 * An entry, whose fields are not documented by name; `current` is `undefined` where it does not say.
 *
 * @throws FastioApiError `upstream` when it has no id.
 */
export function toFileVersion(
	entry: unknown
): Omit<FileVersion, 'current'> & { current: boolean | undefined } {
	const fields = asObject(entry) ?? {};
	const versionId = versionIdOf(fields);
	if (versionId === undefined) throw notListed();
	const { current } = fields;
	return {
		versionId,
		size: asCount(fields['size']),
		type: asText(fields['mimetype']),
		...digestOf(fields),
		createdAt: asDate(fields['created']),
		current: typeof current === 'boolean' ? current : undefined
	};
}

/** The id of an entry, under whichever name it has. */
export function versionIdOf(fields: JsonObject): string | undefined {
	return asId(fields['version_id']) ?? asId(fields['version']) ?? asId(fields['id']);
}

function notListed(): FastioApiError {
	return new FastioApiError('upstream', 'Fast.io did not list the versions.', { status: 200 });
}
