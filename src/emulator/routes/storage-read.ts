import { utcText } from '../dates.ts';
import { isOpaqueId } from '../ids.ts';
import { type Exchange, param } from '../http/exchange.ts';
import { invalid, noSuchNode, Refusal } from '../http/refusal.ts';
import type { Reply, Route } from '../http/router.ts';
import type { State } from '../state.ts';
import { nodeView } from '../store/node-view.ts';
import type { StorageNode } from '../store/nodes.ts';
import { requireFile, requireFolder, requireNode, requireWorkspace } from './lookup.ts';
import { outputLevel } from './output.ts';

const PAGE_SIZES = [100, 250, 500];
const MAX_BULK_IDS = 25;

/** Sort keys of a listing. */
const SORT_KEYS: Record<string, (node: StorageNode) => string | number> = {
	name: ({ name }) => name.toLowerCase(),
	created: ({ createdAt }) => createdAt.getTime(),
	modified: ({ modifiedAt }) => modifiedAt.getTime(),
	updated: ({ modifiedAt }) => modifiedAt.getTime(),
	size: (node) => (node.kind === 'file' ? node.current.bytes.size : 0),
	type: ({ kind }) => kind
};

/** Reading what is stored. */
export const storageReadRoutes: readonly Route[] = [
	{ method: 'GET', path: 'workspace/:workspace/storage/:node/list', handler: list },
	{ method: 'GET', path: 'workspace/:workspace/storage/:node/details', handler: details },
	{ method: 'GET', path: 'workspace/:workspace/storage/:node/versions', handler: versions }
];

function list(x: Exchange, state: State): Reply {
	requireWorkspace(state, param(x, 'workspace'));
	const id = param(x, 'node');
	const folder = id === 'trash' ? 'trash' : requireFolder(state, id);
	const pageSize = Number(x.query.get('page_size') ?? 100);
	if (!PAGE_SIZES.includes(pageSize)) throw invalid('page_size', `must be one of: ${PAGE_SIZES.join(', ')}`);
	const nodes = sorted(state.nodes.children(folder), x.query);
	const start = startOfPage(x.query.get('cursor'), nodes);
	const page = nodes.slice(start, start + pageSize);
	const last = page.at(-1);
	const hasMore = start + pageSize < nodes.length;
	const nextCursor = hasMore && last ? Buffer.from(last.id).toString('base64url') : null;
	const level = outputLevel(x);
	const items = page.map((node) => nodeView(node, state.settings, level));
	return {
		payload: {
			nodes: { count: items.length, items },
			next_cursor: nextCursor,
			pagination: { page_size: pageSize, has_more: hasMore, next_cursor: nextCursor }
		}
	};
}

function sorted(nodes: StorageNode[], query: URLSearchParams): StorageNode[] {
	const keyOf = SORT_KEYS[query.get('sort_by') ?? 'name'];
	if (!keyOf) throw invalid('sort_by', `must be one of: ${Object.keys(SORT_KEYS).join(', ')}`);
	const direction = query.get('sort_dir') ?? 'asc';
	if (direction !== 'asc' && direction !== 'desc') throw invalid('sort_dir', 'must be asc or desc');
	const sign = direction === 'asc' ? 1 : -1;
	return nodes.sort((a, b) => {
		const [left, right] = [keyOf(a), keyOf(b)];
		return left < right ? -sign : left > right ? sign : a.id < b.id ? -1 : 1;
	});
}

function startOfPage(cursor: string | null, nodes: StorageNode[]): number {
	if (cursor === null || cursor === '') return 0;
	const id = Buffer.from(cursor, 'base64url').toString();
	const at = nodes.findIndex((node) => node.id === id);
	if (at < 0) throw invalid('cursor', 'is not valid, or its node is gone');
	return at + 1;
}

function details(x: Exchange, state: State): Reply {
	requireWorkspace(state, param(x, 'workspace'));
	const ids = param(x, 'node').split(',');
	const level = outputLevel(x);
	const [first = ''] = ids;
	if (ids.length === 1) {
		return {
			payload: { format: 'single', node: nodeView(requireNode(state, first), state.settings, level) }
		};
	}
	if (ids.length > MAX_BULK_IDS) throw new Refusal(400, 115519, `At most ${MAX_BULK_IDS} ids at a time.`);
	const nodes: object[] = [];
	const errors: object[] = [];
	for (const id of ids) {
		const node = isOpaqueId(id) ? state.nodes.get(id) : undefined;
		if (node) nodes.push(nodeView(node, state.settings, level));
		else if (isOpaqueId(id)) errors.push({ node_id: id, code: 133123, message: noSuchNode().message });
		else errors.push({ node_id: id, code: 191878, message: 'The id is not an OpaqueId.' });
	}
	return {
		status: nodes.length === 0 ? 404 : 200,
		payload: {
			format: 'multi',
			nodes,
			errors,
			node_count: nodes.length,
			error_count: errors.length,
			requested_count: ids.length
		}
	};
}

function versions(x: Exchange, state: State): Reply {
	requireWorkspace(state, param(x, 'workspace'));
	const file = requireFile(state, param(x, 'node'));
	const items = file.versions.map((version) => ({
		id: version.id,
		size: version.bytes.size,
		mimetype: version.type,
		...(version.sha256 !== undefined && { hash: version.sha256, hash_algo: 'sha256' }),
		created: utcText(version.createdAt),
		current: version === file.current
	}));
	return { payload: { versions: items.toReversed() } };
}
