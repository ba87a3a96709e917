import { type Exchange, readBody } from '../http/exchange.ts';
import { mediaType } from '../http/form.ts';
import { readMultipart } from '../http/multipart.ts';
import { Refusal, tooLarge } from '../http/refusal.ts';
import type { Reply, Route } from '../http/router.ts';
import { nameProblem } from '../names.ts';
import type { State } from '../state.ts';
import type { StoredBytes } from '../store/blobs.ts';
import type { Provenance } from '../store/nodes.ts';
import { requireUnlocked } from './lookup.ts';

const DEFAULT_TYPE = 'application/octet-stream';

/** The wire of Fast.io's SvelteKit integration guide: two calls that answer `{ id }`, or `{ message }`. */
export const v1Routes: readonly Route[] = [
	{ method: 'POST', path: 'files', handler: postForm },
	{ method: 'POST', path: 'files/stream', handler: postStream }
];

async function postForm(x: Exchange, state: State): Promise<Reply> {
	if (mediaType(x) !== 'multipart/form-data') throw refused(415, 'The request must be multipart/form-data.');
	const { fields, file } = await readMultipart(x, state.blobs, {
		field: 'file',
		maxBytes: state.settings.limits.size,
		digests: ['sha256'],
		discard: state.settings.contents === 'discard'
	});
	try {
		if (!file) throw refused(400, 'The "file" part is missing.');
		const name = checkTarget(state, fields.get('workspace_id'), 'workspace_id', file.filename);
		return store(state, name, file.type, file.bytes, 'multipart');
	} catch (error) {
		if (file) await state.blobs.remove(file.bytes);
		throw error;
	}
}

async function postStream(x: Exchange, state: State): Promise<Reply> {
	const name = checkTarget(state, x.query.get('workspace'), 'workspace', x.query.get('name'));
	const limit = state.settings.limits.size;
	if (Number(x.req.headers['content-length'] ?? 0) > limit) throw tooLarge('The file', limit);
	const writer = state.blobs.create({
		digests: ['sha256'],
		discard: state.settings.contents === 'discard'
	});
	try {
		await readBody(x, (chunk) => {
			if (writer.size + chunk.length > limit) throw tooLarge('The file', limit);
			return writer.write(chunk);
		});
		return store(state, name, x.req.headers['content-type'] ?? DEFAULT_TYPE, await writer.finish(), 'stream');
	} catch (error) {
		await writer.discard();
		throw error;
	}
}

function checkTarget(state: State, workspace: string | null, field: string, name: string | null): string {
	if (!workspace) throw refused(400, `"${field}" is required.`);
	if (workspace !== state.workspaceId) throw refused(404, 'The workspace was not found.');
	if (!name) throw refused(400, 'A file name is required.');
	const problem = nameProblem(name);
	if (problem) throw refused(400, `The file name ${problem}.`);
	return name;
}

function store(state: State, name: string, type: string, bytes: StoredBytes, via: Provenance['via']): Reply {
	const taken = state.nodes.child('root', name);
	if (taken?.kind === 'file') requireUnlocked(state, taken);
	const sha256 = bytes.digests.get('sha256');
	const content = { bytes, sha256, crc32c: undefined, type, wire: 'v1', via } as const;
	return { status: 201, payload: { id: state.nodes.putFile('root', name, content).id } };
}

const refused = (status: number, message: string): Refusal => new Refusal(status, status, message);
