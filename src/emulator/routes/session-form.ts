import { HASH_ALGORITHMS, type HashAlgorithm, isDigest, isHashAlgorithm } from '../digest.ts';
import { invalid, missing, notFound } from '../http/refusal.ts';
import { nameProblem, pathSegments, relativePathProblem } from '../names.ts';
import type { State } from '../state.ts';
import { isUnfinished, type SessionStart, type Target } from '../store/sessions.ts';
import { overwrittenBy } from '../store/overwritten-by.ts';
import { notPossible, requireFile, requireFolder, requireUnlocked, requireWorkspace } from './lookup.ts';

const CREATOR = /^[A-Za-z0-9-]{1,150}$/;

/**
 * What `POST /upload/` asks for, checked against the plan and the workspace.
 *
 * @param hasChunk whether the file came along, as a single call.
 * @throws Refusal as the reference documents: 406 for fields and limits, 404 for targets.
 */
export function parseSession(state: State, fields: URLSearchParams, hasChunk: boolean): SessionStart {
	const stream = isTrue(fields, 'stream');
	const lacking = ['name', ...(stream ? [] : ['size'])].filter((name) => !fields.get(name));
	if (fields.has('action') && !fields.get('instance_id')) lacking.push('instance_id');
	if (fields.has('instance_id') && !fields.get('action')) lacking.push('action');
	if (fields.get('action') === 'update' && !fields.get('file_id')) lacking.push('file_id');
	if (lacking.length > 0) throw missing(...lacking);
	if (stream && hasChunk) throw invalid('chunk', 'A stream session takes its file at /stream/ only.');

	const name = checkedName(fields.get('name') ?? '');
	const target = parseTarget(state, fields);
	if (target) requireUnlocked(state, overwrittenBy(state.nodes, { target, name }));
	const creator = fields.get('creator');
	if (creator !== null && !CREATOR.test(creator)) throw invalid('creator', 'must match [A-Za-z0-9-]{1,150}');
	const hash = parseHash(fields);
	const start: SessionStart = {
		kind: stream ? 'stream' : hasChunk ? 'single' : 'chunks',
		name,
		// What is not kept can be verified by CRC-32C only, which is that of its slices combined.
		discard: state.settings.contents === 'discard' && (hash?.algorithm ?? 'crc32c') === 'crc32c',
		hashes: new Map(hash ? [[hash.algorithm, hash.value]] : [])
	};
	if (target) start.target = target;
	if (creator !== null) start.creator = creator;
	if (stream) start.maxSize = parseBytes(fields, 'max_size', state) ?? state.settings.limits.size;
	else start.size = parseBytes(fields, 'size', state) ?? 0;
	checkSessionLimits(state, start.size ?? 0);
	return start;
}

/** @throws Refusal 406/10023 for a name that Fast.io doesn't take. */
export function checkedName(name: string): string {
	const problem = nameProblem(name);
	if (problem) throw invalid('name', problem);
	return name;
}

/** `hash` and `hash_algo`, which come together or not at all. */
export function parseHash(fields: URLSearchParams): { algorithm: HashAlgorithm; value: string } | undefined {
	const value = fields.get('hash');
	const algorithm = fields.get('hash_algo');
	if (value === null && algorithm === null) return undefined;
	if (!value) throw missing('hash');
	if (!algorithm) throw missing('hash_algo');
	if (!isHashAlgorithm(algorithm))
		throw invalid('hash_algo', `must be one of: ${HASH_ALGORITHMS.join(', ')}`);
	if (!isDigest(value, algorithm)) throw invalid('hash', `is not a ${algorithm} in hex`);
	return { algorithm, value };
}

/** A whole number of at least `min`, or `undefined` when the field is absent. */
export function parseWhole(fields: URLSearchParams, name: string, min: number): number | undefined {
	const text = fields.get(name);
	if (text === null || text === '') return undefined;
	const value = /^\d{1,16}$/.test(text) ? Number(text) : Number.NaN;
	if (!Number.isSafeInteger(value) || value < min) throw invalid(name, `must be a whole number from ${min}`);
	return value;
}

function parseBytes(fields: URLSearchParams, name: string, { settings }: State): number | undefined {
	const bytes = parseWhole(fields, name, 0);
	if (bytes !== undefined && bytes > settings.limits.size) {
		throw invalid(name, `is over the plan's limit of ${settings.limits.size} bytes per file`);
	}
	return bytes;
}

function parseTarget(state: State, fields: URLSearchParams): Target | undefined {
	const relativePath = fields.get('relative_path');
	if (relativePath !== null) {
		const problem = relativePathProblem(relativePath);
		if (problem) throw invalid('relative_path', problem);
	}
	const action = fields.get('action');
	if (action === null) return undefined;
	if (action !== 'create' && action !== 'update') throw invalid('action', 'must be create or update');
	const profileType = fields.get('profile_type') ?? 'workspace';
	if (profileType !== 'workspace' && profileType !== 'share') {
		throw invalid('profile_type', 'must be workspace or share');
	}
	if (profileType === 'share') throw notFound('The share');
	requireWorkspace(state, fields.get('instance_id') ?? '');
	if (fields.has('if_version_id')) throw notPossible('if_version_id is for File Share targets only.');
	if (action === 'update') {
		const file = requireFile(state, fields.get('file_id') ?? '');
		return { folder: file.parent, path: [], fileId: file.id };
	}
	const folder = requireFolder(state, fields.get('folder_id') || 'root');
	return { folder, path: relativePath === null ? [] : pathSegments(relativePath) };
}

function checkSessionLimits({ sessions, settings }: State, size: number): void {
	const open = sessions.list().filter(isUnfinished);
	const { limits } = settings;
	if (open.length >= limits.sessions) {
		throw invalid('sessions', `The plan allows ${limits.sessions} unfinished sessions.`);
	}
	const declared = open.reduce((sum, session) => sum + (session.size ?? 0), size);
	if (declared > limits.sessionsSizeMax) {
		throw invalid('size', `Unfinished sessions may declare ${limits.sessionsSizeMax} bytes together.`);
	}
}

function isTrue(fields: URLSearchParams, name: string): boolean {
	const value = fields.get(name) ?? 'false';
	if (!['true', '1', 'false', '0'].includes(value)) throw invalid(name, 'must be true or false');
	return value === 'true' || value === '1';
}
