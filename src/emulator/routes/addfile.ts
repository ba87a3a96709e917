import { plainId } from '../ids.ts';
import { type Exchange, param } from '../http/exchange.ts';
import { readForm, requiredField } from '../http/form.ts';
import { invalid, notFound, Refusal } from '../http/refusal.ts';
import type { Reply, Route } from '../http/router.ts';
import type { State } from '../state.ts';
import { contentOf } from '../store/assemble.ts';
import { nodeView } from '../store/node-view.ts';
import type { NewVersion } from '../store/nodes.ts';
import type { Session } from '../store/sessions.ts';
import { requireFolder, requireUnlocked, requireWorkspace } from './lookup.ts';
import { checkedName } from './session-form.ts';

/** Placing a file that a session without a target holds. */
export const addfileRoutes: readonly Route[] = [
	{ method: 'POST', path: 'workspace/:workspace/storage/:node/addfile', handler: addfile }
];

async function addfile(x: Exchange, state: State): Promise<Reply> {
	const { fields } = await readForm(x, state, { required: ['name', 'from'] });
	requireWorkspace(state, param(x, 'workspace'));
	const folder = requireFolder(state, param(x, 'node'));
	const name = checkedName(requiredField(fields, 'name'));
	const session = requireHeld(state, requiredField(fields, 'from'));
	const existing = session.newFileId === null ? undefined : state.nodes.get(session.newFileId);
	if (session.placed) {
		// The same-name rule makes a repeat harmless: it finds the file that the first call placed.
		if (existing?.parent !== folder || existing.name !== name) throw notReady('has been placed already');
		return { payload: { node: nodeView(existing, state.settings) } };
	}
	const taken = state.nodes.child(folder, name);
	if (taken?.kind === 'file') requireUnlocked(state, taken);
	const file = state.nodes.putFile(folder, name, contentOf(session, name));
	session.placed = true;
	session.newFileId = file.id;
	return { payload: { node: nodeView(file, state.settings) } };
}

/** The content of the held upload that a `from` field names, now owned by the file `fileId`. */
export function takeUpload(state: State, from: string, name: string, fileId: string): NewVersion {
	const session = requireHeld(state, from);
	if (session.placed) throw notReady('has been placed already');
	const content = contentOf(session, name);
	session.placed = true;
	session.newFileId = fileId;
	return content;
}

function requireHeld(state: State, from: string): Session {
	const session = state.sessions.get(uploadIdOf(from));
	if (!session) throw notFound('The upload session');
	if (session.target) throw notReady('places its file by itself');
	if (session.status !== 'complete') throw notReady(`is not complete: ${session.status}`);
	return session;
}

/** `{"type":"upload","upload":{"id":"5…"}}` */
function uploadIdOf(from: string): string {
	let source: unknown;
	try {
		source = JSON.parse(from);
	} catch {
		throw invalid('from', 'must be JSON');
	}
	const { type, upload } = (source ?? {}) as { type?: unknown; upload?: { id?: unknown } | null };
	if (type !== 'upload') throw invalid('from', 'The source type must be "upload".');
	if (typeof upload?.id !== 'string') throw invalid('from', 'upload.id must be the id of an upload session.');
	return plainId(upload.id);
}

const notReady = (text: string): Refusal => new Refusal(406, 10566, `The upload session ${text}.`);
