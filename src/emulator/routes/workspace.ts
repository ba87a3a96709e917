import { utcText } from '../dates.ts';
import { profileIdJson } from '../http/envelope.ts';
import { type Exchange, param } from '../http/exchange.ts';
import { readForm } from '../http/form.ts';
import { invalid } from '../http/refusal.ts';
import type { Reply, Route } from '../http/router.ts';
import { changeSettings } from '../settings-change.ts';
import type { State } from '../state.ts';
import type { OutputLevel } from '../store/node-view.ts';
import { notPossible, ORG_DOMAIN, requireWorkspace, WORKSPACE_FOLDER_NAME } from './lookup.ts';
import { outputLevel } from './output.ts';

const NAME_CHARACTERS = [2, 100] as const;
const DESCRIPTION_CHARACTERS = [10, 1000] as const;

/** The workspace: reading it, and changing its name, description and indexing. Other fields of an update are ignored. */
export const workspaceRoutes: readonly Route[] = [
	{ method: 'GET', path: 'workspace/:workspace/details', handler: details },
	{ method: 'POST', path: 'workspace/:workspace/update', handler: update }
];

function details(x: Exchange, state: State): Reply {
	requireWorkspace(state, param(x, 'workspace'));
	return { payload: { workspace: workspaceView(state, outputLevel(x)) } };
}

async function update(x: Exchange, state: State): Promise<Reply> {
	const { fields } = await readForm(x, state);
	requireWorkspace(state, param(x, 'workspace'));
	const name = textField(fields, 'name', NAME_CHARACTERS);
	const description = textField(fields, 'description', DESCRIPTION_CHARACTERS);
	const intelligence = flagField(fields, 'intelligence');
	if (intelligence && !state.settings.contentAi) {
		throw notPossible('intelligence: the plan does not include it.');
	}
	state.workspace = {
		name: name ?? state.workspace.name,
		description: description ?? state.workspace.description,
		updatedAt: new Date()
	};
	state.events.append({
		event: 'workspace_updated',
		category: 'workspace',
		subCategory: 'settings',
		objectId: state.workspaceId,
		inFeed: false
	});
	if (intelligence !== undefined) changeSettings(state, { intelligence });
	return { payload: { workspace: workspaceView(state, 'full') } };
}

function textField(
	fields: URLSearchParams,
	name: string,
	[min, max]: readonly [number, number]
): string | undefined {
	const value = fields.get(name);
	if (value === null) return undefined;
	if (value.length < min || value.length > max) throw invalid(name, `must have ${min} to ${max} characters`);
	return value;
}

function flagField(fields: URLSearchParams, name: string): boolean | undefined {
	const value = fields.get(name);
	if (value === null) return undefined;
	if (!['true', '1', 'false', '0'].includes(value)) throw invalid(name, 'must be true or false');
	return value === 'true' || value === '1';
}

function workspaceView(state: State, level: OutputLevel): object {
	const { settings, workspace } = state;
	const terse = {
		id: profileIdJson(state.workspaceId, settings),
		name: workspace.name,
		folder_name: WORKSPACE_FOLDER_NAME,
		org_domain: ORG_DOMAIN,
		user_status: 'joined'
	};
	if (level === 'terse') return terse;
	const standard = {
		...terse,
		description: workspace.description,
		workspace_level: 'standard',
		closed: false,
		archived: false,
		locked: false,
		created: utcText(state.startedAt),
		updated: utcText(workspace.updatedAt),
		intelligence: settings.intelligence,
		// The form isn't documented; the features are those that the reference names.
		capabilities: { content_ai: settings.contentAi, ai_agent: settings.aiAgent }
	};
	if (level === 'standard') return standard;
	return {
		...standard,
		perm_join: 'Member or above',
		perm_member_manage: 'Admin or above',
		suspended: false,
		owner_defined: {},
		parents: [{ id: profileIdJson(state.orgId, settings), type: 'org' }]
	};
}
