import type { FastioEvent } from '../../rules/events.ts';
import { FastioApiError } from '../errors.ts';
import { findOrgId, readChanges } from './calls.ts';
import { eventOfChange } from './feed-events.ts';
import type { FollowContext } from './follow.ts';

/** Pause when the feed says that there is more and gives nothing new: what Fast.io's reference asks for. */
const STUCK_FEED_PAUSE_MS = 10_000;

/** Reads the change feed of an organisation, and keeps what is of one workspace. */
export class FeedReader {
	readonly #context: FollowContext;
	#orgId: string | undefined;
	/** Where the next read begins; `undefined`: at what happens from now on. */
	cursor: string | undefined;
	/** When the reading began, by the clock of Fast.io: where an activity poll is to begin. */
	beganAt: string | undefined;

	constructor(context: FollowContext, options: { orgId: string | undefined; cursor: string | undefined }) {
		this.#context = context;
		this.#orgId = options.orgId;
		this.cursor = options.cursor;
	}

	/** What is new: of one page where there are more, so that what is held stays small. Moves the cursor behind it. */
	async read(
		signal: AbortSignal | undefined
	): Promise<{ events: FastioEvent[]; gap: boolean; more: boolean }> {
		const { connection, workspaceId, pause } = this.#context;
		this.#orgId ??= await findOrgId(connection(), workspaceId, signal);
		const asked = this.cursor;
		try {
			const page = await readChanges(connection(), this.#orgId, asked, signal);
			if (page.hasMore && page.cursor === asked) await pause(STUCK_FEED_PAUSE_MS, signal);
			this.cursor = page.cursor;
			this.beganAt ??= page.at;
			return { events: this.#eventsOf(page.changes), gap: false, more: page.hasMore };
		} catch (error) {
			// 406: the cursor is too old, or of another time. Everything begins anew from now.
			const isLost = error instanceof FastioApiError && error.status === 406;
			if (asked === undefined || !isLost) throw error;
			this.cursor = undefined;
			return { events: [], gap: true, more: true };
		}
	}

	#eventsOf(changes: readonly unknown[]): FastioEvent[] {
		const { workspaceId, now } = this.#context;
		const events = new Map<string, FastioEvent>();
		for (const change of changes) {
			const event = eventOfChange(change, workspaceId, () => new Date(now()));
			if (!event) continue;
			// The latest of an id wins, in its place.
			events.delete(event.id);
			events.set(event.id, event);
		}
		return [...events.values()];
	}
}
