import { createHash } from 'node:crypto';
import type { OutputLevel } from '../store/node-view.ts';
import type { TextChunk } from './file-text.ts';

/** A passage, with its score where it was searched for. */
export type Scored = TextChunk & { score?: number };

/** As many passages as fit; of the first as much as fits. */
export function fit(chunks: Scored[], maxBytes: number): { fitting: Scored[]; truncated: boolean } {
	const fitting: Scored[] = [];
	let left = maxBytes;
	for (const chunk of chunks) {
		const bytes = Buffer.byteLength(chunk.text);
		if (bytes > left && fitting.length > 0) return { fitting, truncated: true };
		if (bytes > left) return { fitting: [{ ...chunk, text: firstBytes(chunk.text, left) }], truncated: true };
		fitting.push(chunk);
		left -= bytes;
	}
	return { fitting, truncated: false };
}

const firstBytes = (text: string, bytes: number): string =>
	new TextDecoder().decode(Buffer.from(text).subarray(0, bytes), { stream: true });

/** Steps of the vendor's example; clients must not count with them. */
const SEQUENCE_STEP = 1000;

/** A passage as the content calls show it. */
export function chunkView({ position, page, text, score }: Scored, level: OutputLevel): object {
	const terse = { position, start_page: page ?? null, end_page: page ?? null, text };
	if (level === 'terse') return terse;
	return {
		...terse,
		sequence: sequenceOf(position),
		chunk_index: position,
		chars: text.length,
		chunk_hash: hashOf(text),
		score: score ?? null
	};
}

/** A number that grows with the position. */
export const sequenceOf = (position: number): number => (position + 1) * SEQUENCE_STEP;

/** Ten hex digits that are the same for the same text. */
export const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 10);
