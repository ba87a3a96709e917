import { categoryOfType } from './mime.ts';
import type { EmulatorSettings } from './options.ts';
import { MAX_TIMER_MS } from './setting-groups.ts';
import type { FileNode } from './store/nodes.ts';

/** `ready`: has a preview and may be attached to a chat. `indexed`: can be searched and asked about as well. */
export type AiState = 'disabled' | 'pending' | 'in_progress' | 'ready' | 'indexed' | 'failed';

export const AI_STATES: readonly AiState[] = [
	'disabled',
	'pending',
	'in_progress',
	'ready',
	'indexed',
	'failed'
];

/** Families of types by what is done with them (Fast.io, October 2026); what is in neither list stays `disabled`. */
const INDEXED = ['document', 'code'];
const ATTACHED_ONLY = ['image', 'audio', 'video', 'spreadsheet'];

const MiB = 1024 ** 2;

/** Takes files through their AI states, each by a timer of its own while it is under way. */
export interface Indexer {
	/** Begins with a file, from the start; one that isn't indexed becomes `disabled`. */
	start(file: FileNode): void;
	/** Leaves a file as it is. */
	stop(file: FileNode): void;
	/** Puts a file into a state, and leaves it there. */
	set(file: FileNode, state: AiState): void;
	/** Stops all; no timer is left. */
	clear(): void;
}

/**
 * @param options.settings asked for at each step, so that a change holds for files under way.
 * @param options.isLive whether the file is outside the trash; elsewhere it isn't taken further.
 * @param options.onState told after each change.
 */
export function createIndexer({
	settings,
	isLive,
	onState
}: {
	settings: () => EmulatorSettings;
	isLive: (file: FileNode) => boolean;
	onState: (file: FileNode) => void;
}): Indexer {
	const timers = new Map<FileNode, NodeJS.Timeout>();
	const stop = (file: FileNode) => {
		clearTimeout(timers.get(file));
		timers.delete(file);
	};
	const enter = (file: FileNode, state: AiState) => {
		if (file.ai === state) return;
		file.ai = state;
		onState(file);
	};
	const goOn = (file: FileNode, steps: readonly AiState[], at: number) => {
		if (at === steps.length) return;
		const timer = setTimeout(
			() => {
				timers.delete(file);
				if (!isLive(file)) return;
				const next = steps[at]!;
				if (next !== 'in_progress' && fails(file, settings().indexing.fail)) return enter(file, 'failed');
				goOn(file, steps, at + 1);
				enter(file, next);
			},
			stepMs(file, settings(), steps.length)
		);
		timer.unref();
		timers.set(file, timer);
	};
	return {
		start(file) {
			stop(file);
			const steps = indexes(settings()) ? stepsOf(file) : undefined;
			if (!steps) return enter(file, 'disabled');
			goOn(file, steps, 0);
			enter(file, 'pending');
		},
		stop,
		set(file, state) {
			stop(file);
			enter(file, state);
		},
		clear() {
			for (const timer of timers.values()) clearTimeout(timer);
			timers.clear();
		}
	};
}

/** Whether the workspace indexes its files: it is switched on, and the plan has it. */
export const indexes = ({ intelligence, contentAi }: EmulatorSettings): boolean => intelligence && contentAi;

/** What follows `pending`; `undefined` for types that nothing is done with. */
function stepsOf({ current }: FileNode): readonly AiState[] | undefined {
	const category = categoryOfType(current.type);
	if (INDEXED.includes(category)) return ['in_progress', 'ready', 'indexed'];
	return ATTACHED_ONLY.includes(category) ? ['in_progress', 'ready'] : undefined;
}

function stepMs({ current }: FileNode, { indexing }: EmulatorSettings, steps: number): number {
	const totalMs = indexing.delayMs + (indexing.perMiBMs * current.bytes.size) / MiB;
	return Math.min(totalMs, MAX_TIMER_MS) / steps;
}

/** `*` stands for any text; nothing else is special. Takes time in proportion to name and pattern. */
function fails({ name }: FileNode, patterns: readonly string[]): boolean {
	return patterns.some((pattern) => {
		const [first = '', ...rest] = pattern.split('*');
		const last = rest.pop();
		if (last === undefined) return name === pattern;
		if (!name.startsWith(first) || !name.endsWith(last)) return false;
		let at = first.length;
		for (const piece of rest) {
			const found = name.indexOf(piece, at);
			if (found < 0) return false;
			at = found + piece.length;
		}
		return at + last.length <= name.length;
	});
}
