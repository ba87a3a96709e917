import { utcText } from '../dates.ts';
import type { State } from '../state.ts';
import { answerOf, type Chat, type Citation, type Turn } from './chats.ts';
import { shownId } from './node-view.ts';

/** A chat as its list and its details show it. */
export const chatView = ({ settings }: State, { id, name, kind, turns, createdAt }: Chat): object => ({
	id: shownId(id, settings),
	name,
	kind,
	privacy: 'private',
	message_count: turns.length,
	created: utcText(createdAt)
});

/** A turn with as much of its answer as there is. */
export function turnView(state: State, turn: Turn): object {
	const { id, seq, status, question, references, citations, isTruncated, clarification, createdAt } = turn;
	const shown = (given: string) => shownId(given, state.settings);
	return {
		id: shown(id),
		seq,
		status,
		question,
		result: {
			answer: answerOf(turn),
			truncated: isTruncated,
			references: references.map(({ type, nodeId }) => ({ type, id: shown(nodeId) })),
			citations: citations.map((citation) => citationView(state, citation)),
			...(clarification !== undefined && { clarification: { question: clarification } })
		},
		actions: [],
		created: utcText(createdAt)
	};
}

/** Sources differ in how they write the keys, so deployments may. */
function citationView({ settings }: State, { nodeId, versionId, entries }: Citation): object {
	const [node, version] = [shownId(nodeId, settings), shownId(versionId, settings)];
	const places = entries.map(({ page, snippet }) => ({ page: page ?? null, snippet, timestamp: null }));
	return settings.ask.camelCase
		? { nodeId: node, versionId: version, entries: places }
		: { node_id: node, version_id: version, entries: places };
}
