import { categoryOfType } from './mime.ts';
import type { EmulatorSettings } from './options.ts';
import { MAX_TIMER_MS } from './setting-groups.ts';
import type { FileNode } from './store/nodes.ts';
import type { TextReader } from './text/text-reader.ts';

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
	/** Leaves a file in its state, and takes its text out of the index. */
	stop(file: FileNode): void;
	/** Puts a file into a state, and leaves it there. For `ready` and `indexed` its text is read, which takes a moment. */
	set(file: FileNode, state: AiState): void;
	/** Stops all; no timer is left. */
	clear(): void;
}

/**
 * @param options.settings asked for at each step, so that a change holds for files under way.
 * @param options.isLive whether the file is outside the trash; elsewhere it isn't taken further.
 * @param options.onState told after each change.
 * @param options.texts reads a file on its way to `ready`; one that it can't read becomes `failed`. Default: nothing is read.
 */
export function createIndexer({
	settings,
	isLive,
	onState,
	texts
}: {
	settings: () => EmulatorSettings;
	isLive: (file: FileNode) => boolean;
	onState: (file: FileNode) => void;
	texts?: TextReader;
}): Indexer {
	const runs = new Map<FileNode, Run>();
	const end = (file: FileNode) => {
		clearTimeout(runs.get(file)?.timer);
		runs.delete(file);
	};
	const enter = (file: FileNode, state: AiState) => {
		if (file.ai === state) return;
		file.ai = state;
		onState(file);
	};
	const fail = (file: FileNode, problem?: string) => {
		runs.delete(file);
		if (problem !== undefined) file.aiProblem = problem;
		enter(file, 'failed');
	};
	const goOn = (file: FileNode, run: Run, at: number) => {
		if (at === run.steps.length) return runs.delete(file);
		const waitMs = stepMs(file, settings(), run.steps.length);
		run.timer = setTimeout(() => void step(file, run, at), waitMs).unref();
		return true;
	};
	const step = async (file: FileNode, run: Run, at: number): Promise<void> => {
		if (!isLive(file)) return void runs.delete(file);
		const next = run.steps[at]!;
		if (next === 'in_progress') run.reading = texts?.read(file);
		else {
			if (fails(file, settings().indexing.fail)) return fail(file);
			if (run.reading) {
				const problem = await run.reading;
				if (runs.get(file) !== run) return;
				if (problem !== undefined) return fail(file, problem);
			}
		}
		goOn(file, run, at + 1);
		enter(file, next);
	};
	const start = (file: FileNode) => {
		end(file);
		texts?.forget(file);
		delete file.aiProblem;
		const steps = indexes(settings()) ? stepsOf(file) : undefined;
		if (!steps) return enter(file, 'disabled');
		const run: Run = { steps };
		runs.set(file, run);
		goOn(file, run, 0);
		enter(file, 'pending');
	};
	return {
		start,
		stop(file) {
			end(file);
			texts?.forget(file);
		},
		set(file, state) {
			end(file);
			delete file.aiProblem;
			if (state === 'ready' || state === 'indexed') void texts?.read(file);
			enter(file, state);
		},
		clear() {
			for (const { timer } of runs.values()) clearTimeout(timer);
			runs.clear();
			texts?.clear();
		}
	};
}

/** A file on its way. */
interface Run {
	readonly steps: readonly AiState[];
	timer?: NodeJS.Timeout;
	/** Resolves to why its text can't be had, or `undefined`. */
	reading?: Promise<string | undefined> | undefined;
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
