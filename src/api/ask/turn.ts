import { asCount, asId, asObject, asText, type JsonObject } from '../fields.ts';

/** One question and its answer, as Fast.io has it. */
export interface Turn {
	status: 'pending' | 'complete' | 'failed' | 'cancelled' | 'needs-input';
	/** The answer, or what has to be known first. */
	text: string;
	truncated: boolean;
	citations: TurnCitation[];
	/** Why it failed, in Fast.io's words. */
	reason: string | undefined;
}

/** A citation before its file has a name. */
export interface TurnCitation {
	fileId: string;
	versionId: string | undefined;
	page: number | undefined;
	snippet: string;
	seconds: number | undefined;
}

/** Citations of one answer; more are left out. */
const MAX_CITATIONS = 500;
/** Longest snippet, in characters. */
const MAX_SNIPPET_CHARS = 4_000;

const ENDS: Readonly<Record<string, Turn['status']>> = {
	complete: 'complete',
	completed: 'complete',
	failed: 'failed',
	errored: 'failed',
	lost: 'failed',
	cancelled: 'cancelled',
	canceled: 'cancelled',
	needs_input: 'needs-input'
};

/**
 * Reads a turn out of an answer: `message` in workspaces, `turn` in shares, or bare. Where its parts are has changed
 * over time (Fast.io API reference 1.29 to 1.41); every place that was documented is looked at, the newest first.
 */
export function readTurn(payload: JsonObject): Turn {
	const turn = asObject(payload['message']) ?? asObject(payload['turn']) ?? payload;
	const result = asObject(turn['result']) ?? {};
	const response = asObject(turn['response']) ?? {};
	const word = asText(turn['status']) ?? asText(turn['state']) ?? '';
	const status = ENDS[word] ?? 'pending';
	return {
		status,
		text: status === 'needs-input' ? clarification(turn, result, response) : answer(turn, result, response),
		truncated: result['truncated'] === true,
		citations: citations(result['citations'] ?? response['citations'] ?? turn['citations']),
		reason:
			asText(asObject(turn['error'])?.['text']) ?? asText(turn['status_message']) ?? asText(turn['error'])
	};
}

/** `text` of the turn itself is the question on newer servers, so it comes last. */
function answer(turn: JsonObject, result: JsonObject, response: JsonObject): string {
	const isNew = turn['result'] !== undefined || turn['response'] !== undefined;
	return asText(result['answer']) ?? asText(response['text']) ?? (isNew ? '' : (asText(turn['text']) ?? ''));
}

function clarification(turn: JsonObject, result: JsonObject, response: JsonObject): string {
	for (const place of [result['clarification'], turn['clarification'], response['clarification'], turn]) {
		const question = asText(asObject(place)?.['question']) ?? (place === turn ? undefined : asText(place));
		if (question !== undefined) return question;
	}
	return '';
}

function citations(list: unknown): TurnCitation[] {
	if (!Array.isArray(list)) return [];
	const found: TurnCitation[] = [];
	for (const item of list) {
		const fields = asObject(item);
		const fileId = asId(fields?.['node_id']) ?? asId(fields?.['nodeId']);
		if (!fields || fileId === undefined) continue;
		const versionId = asId(fields['version_id']) ?? asId(fields['versionId']);
		const entries = Array.isArray(fields['entries']) ? fields['entries'] : [fields];
		for (const entry of entries.slice(0, MAX_CITATIONS - found.length)) {
			const place = asObject(entry) ?? {};
			found.push({
				fileId,
				versionId,
				page: asCount(place['page']) || undefined,
				snippet: (asText(place['snippet']) ?? '').slice(0, MAX_SNIPPET_CHARS),
				seconds: asCount(place['timestamp'])
			});
		}
	}
	return found;
}
