import type { Citation } from '../../rules/ask.ts';
import { readNodes } from '../events/calls.ts';
import { indexingOf } from '../events/indexing.ts';
import { plainId } from '../../rules/ids.ts';
import type { Connection } from '../settings.ts';
import type { Turn } from './turn.ts';

/** What is said of an answer's sources beside its text. */
export interface Sources {
	citations: Citation[];
	notIndexed: string[];
}

/**
 * Gives citations the names of their files, which Fast.io leaves out, and finds which of the files in question were
 * not in the index. Where names can't be read the answer keeps its citations, with ids for names.
 */
export async function sourcesOf(
	connection: Connection,
	workspaceId: string,
	turn: Turn,
	files: readonly string[],
	signal: AbortSignal | undefined
): Promise<Sources> {
	const asked = files.map(plainId);
	const ids = [...new Set([...turn.citations.map(({ fileId }) => fileId), ...asked])];
	const nodes = await readNodes(connection, workspaceId, ids, signal).catch(() => []);
	const byId = new Map(nodes.map((node) => [node.fileId, node]));
	return {
		citations: turn.citations.map(({ fileId, versionId, page, snippet, seconds }) => ({
			fileId,
			...(versionId !== undefined && { versionId }),
			name: byId.get(fileId)?.name ?? fileId,
			...(page !== undefined && { page }),
			snippet,
			...(seconds !== undefined && { seconds })
		})),
		notIndexed: asked.filter((id) => {
			const node = byId.get(id);
			return node && indexingOf(node, { intelligence: true }, 0).state !== 'indexed';
		})
	};
}
