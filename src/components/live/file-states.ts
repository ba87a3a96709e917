import { SvelteMap } from 'svelte/reactivity';
import { plainId } from '../../rules/ids.ts';
import { fileStateOf } from '../../rules/live.ts';
import type { LiveFileState, PageEvent } from '../../rules/live.ts';
import type { WatchOptions } from './types.ts';

/** Files whose state is remembered: an event may come before the page knows the file. 10,000. */
export const MAX_FILES = 10_000;

/** What was heard of a file last. */
interface Heard {
	state: LiveFileState;
	versionId?: string | undefined;
	/** When it happened, in ms since 1970; `NaN` where that is not known. */
	happenedAt: number;
	/** When it was heard, by the page's own clock. */
	heardAt: number;
	/** Another version has come since, of which nothing is known yet. */
	replaced?: boolean;
}

/** Where files are, by what is heard of them in any order, and by ids in either spelling. */
export interface FileStates {
	get(fileId: string): LiveFileState | undefined;
	/** Takes what an event says. */
	hear(event: PageEvent): void;
	/** Takes what the server answered to a question of `askedAt`: what was heard since then is newer. */
	answer(fileId: string, state: LiveFileState, askedAt: number): void;
	/** Returns whether its end is known. */
	watch(fileId: string, watch: WatchOptions): boolean;
	unwatch(fileId: string, watch: WatchOptions): void;
	/** The watched files whose end is not known. */
	open(): string[];
}

export function createFileStates(now: () => number): FileStates {
	const all = new SvelteMap<string, Heard>();
	const watches = new Map<string, Set<WatchOptions>>();

	function set(fileId: string, heard: Heard): void {
		// At the end again: the first is the one that was heard of longest ago.
		all.delete(fileId);
		all.set(fileId, heard);
		if (all.size > MAX_FILES) all.delete(all.keys().next().value!);
		for (const watch of watches.get(fileId) ?? []) tell(fileId, watch);
	}

	function tell(fileId: string, watch: WatchOptions): void {
		const heard = all.get(fileId);
		if (heard && counts(heard, watch)) watch.onstate?.(heard.state, fileId);
	}

	function knowsEnd(fileId: string, watch: WatchOptions): boolean {
		const heard = all.get(fileId);
		return !!heard && isEnd(heard.state) && counts(heard, watch);
	}

	return {
		get: (fileId) => all.get(plainId(fileId))?.state,
		hear(event) {
			const { versionId } = event;
			const fileId = plainId(event.fileId ?? '');
			if (!fileId) return;
			const heard = all.get(fileId);
			const happenedAt = Date.parse(event.at);
			const state = fileStateOf(event);
			if (event.type === 'file.modified' && heard && !(heard.versionId && heard.versionId === versionId)) {
				heard.replaced ||= !(happenedAt < heard.happenedAt);
			}
			if (!state || (heard && isLate(heard, { state, versionId, happenedAt }))) return;
			set(fileId, { state, versionId, happenedAt, heardAt: now() });
		},
		answer(id, state, askedAt) {
			const fileId = plainId(id);
			const heard = all.get(fileId);
			if (!heard || heard.heardAt < askedAt) set(fileId, { state, happenedAt: NaN, heardAt: now() });
		},
		watch(id, watch) {
			const fileId = plainId(id);
			watches.set(fileId, (watches.get(fileId) ?? new Set()).add(watch));
			tell(fileId, watch);
			return knowsEnd(fileId, watch);
		},
		unwatch(id, watch) {
			const fileId = plainId(id);
			const left = watches.get(fileId);
			if (left?.delete(watch) && !left.size) watches.delete(fileId);
		},
		open: () =>
			[...watches].flatMap(([fileId, all]) =>
				[...all].every((watch) => knowsEnd(fileId, watch)) ? [] : fileId
			)
	};
}

/** `stored` is one too: such a file is not indexed. */
function isEnd({ state }: LiveFileState): boolean {
	return state !== 'indexing';
}

function differ(one: string | undefined, other: string | undefined): boolean {
	return !!one && !!other && one !== other;
}

/** Of two versions the later one counts; the end of one version is not undone by what comes late. */
function isLate(heard: Heard, { state, versionId, happenedAt }: Omit<Heard, 'heardAt'>): boolean {
	const older = happenedAt < heard.happenedAt;
	if (differ(heard.versionId, versionId)) return older;
	return isEnd(heard.state) && !heard.replaced ? older || !isEnd(state) : older && !isEnd(state);
}

/** Whether what was heard says something of the file that is watched. */
function counts(heard: Heard, { versionId, since = -Infinity }: WatchOptions): boolean {
	return heard.heardAt >= since && !differ(heard.versionId, versionId);
}
