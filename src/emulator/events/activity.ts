import { createWaitList, type WaitList } from '../wait-list.ts';

/** What changed last, and when, in microseconds since 1970. */
export interface ActivityItem {
	/** `storage`, `ai_chat`, `uploads`, … */
	kind: string;
	/** Absent for a collection as a whole. */
	id?: string;
	at: number;
}

/** Most keys that one entity remembers, about 300 bytes each. The longest unchanged is forgotten first: activity is a hint. */
export const MAX_KEYS = 10_000;

/** The activity of one entity (workspace, user, org): each thing once, at the time of its latest change. */
export interface ActivityBoard {
	/** Says that a thing changed, or a collection. */
	touch(kind: string, id?: string): void;
	/** What changed after that time, longest ago first; all that is remembered without one. */
	since(at: number | undefined): ActivityItem[];
	/** Time of the latest change, or of the start. */
	readonly head: number;
	readonly waiting: WaitList;
	clear(): void;
}

/** The boards of one emulator, by the kind of entity. */
export type Activity = Record<'workspace' | 'user' | 'org', ActivityBoard>;

/** @param isLost whether the change of this moment goes unnoticed. */
export const createActivity = (isLost: () => boolean): Activity => ({
	workspace: createBoard({ isLost }),
	user: createBoard({ isLost }),
	org: createBoard({ isLost })
});

export function createBoard({
	now = () => Date.now(),
	isLost = () => false
}: { now?: () => number; isLost?: () => boolean } = {}): ActivityBoard {
	/** In the order of their changes. */
	const items = new Map<string, ActivityItem>();
	const waiting = createWaitList();
	let head = now() * 1000;
	return {
		touch(kind, id) {
			if (isLost()) return;
			// Strictly later than all before, even when the clock stands still or goes back.
			head = Math.max(now() * 1000, head + 1);
			const key = id === undefined ? kind : `${kind}:${id}`;
			items.delete(key);
			items.set(key, { kind, ...(id !== undefined && { id }), at: head });
			if (items.size > MAX_KEYS) items.delete(items.keys().next().value!);
			waiting.wake();
		},
		since(at) {
			if (at !== undefined && head <= at) return [];
			return [...items.values()].filter((item) => at === undefined || item.at > at);
		},
		get head() {
			return head;
		},
		waiting,
		clear: () => items.clear()
	};
}

/** A time as `lastactivity` has it: `2026-09-30 08:15:00.123456 UTC`. Clients pass it back as it is. */
export function stampText(at: number): string {
	const seconds = new Date(Math.floor(at / 1_000_000) * 1000).toISOString().slice(0, 19).replace('T', ' ');
	return `${seconds}.${String(at % 1_000_000).padStart(6, '0')} UTC`;
}

/** The time that a `lastactivity` or a `server_date` stands for; `undefined` when it is neither. */
export function stampOf(text: string): number | undefined {
	const match = /^(\d{4}-\d{2}-\d{2}) (\d{2}:\d{2}:\d{2})(?:\.(\d{1,6}))? UTC$/.exec(text);
	const seconds = match ? Date.parse(`${match[1]}T${match[2]}Z`) : Number.NaN;
	if (Number.isNaN(seconds)) return undefined;
	return seconds * 1000 + Number((match?.[3] ?? '').padEnd(6, '0'));
}
