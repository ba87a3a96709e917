import type { FastioEvent } from '../../rules/events.ts';
import { FastioError } from '../../rules/errors.ts';
import type { Connection } from '../settings.ts';
import { sleep } from '../sleep.ts';
import { abortedError } from '../transport.ts';
import { waitForActivity } from './calls.ts';
import { subjectsOf } from './feed-events.ts';
import { FeedReader } from './feed-reader.ts';
import { restAfter } from './rest.ts';
import { SubjectReader } from './subject-reader.ts';
import type { EventBatch, FollowOptions } from './types.ts';

/** Longest wait at Fast.io that it allows. */
export const MAX_WAIT_SECONDS = 95;
/** While files are being indexed, an activity that was lost is made up for after this time. */
export const INDEXING_WAIT_SECONDS = 30;
/** Waits after an activity on a file that the feed does not have yet: it may lag behind by ten seconds. */
const LAG_WAITS_SECONDS = [1, 3, 6];
/** An answer without news that came sooner than this is followed by a pause: a poll that does not wait must not spin. */
export const IDLE_PAUSE_MS = 1_000;

/** What a follower needs; time and chance are given to it in tests. */
export interface FollowContext {
	/** Made for each call, since options may be lazy. */
	connection: () => Connection;
	workspaceId: string;
	/** Milliseconds. */
	now: () => number;
	pause: (ms: number, signal: AbortSignal | undefined) => Promise<void>;
	/** From 0 to 1. */
	random: () => number;
}

export const REAL_TIME: Pick<FollowContext, 'now' | 'pause' | 'random'> = {
	now: Date.now,
	pause: sleep,
	random: Math.random
};

type Options = Pick<FollowOptions, 'cursor' | 'orgId' | 'waitSeconds' | 'signal'>;

/** See `FastioEvents.follow`. */
export async function* follow(
	context: FollowContext,
	options: Options
): AsyncGenerator<EventBatch, void, undefined> {
	const { signal } = options;
	const follower = new Follower(context, options);
	let failures = 0;
	for (;;) {
		let batch: EventBatch | undefined;
		try {
			signal?.throwIfAborted();
			batch = await follower.next();
			failures = 0;
		} catch (error) {
			if (signal?.aborted) throw abortedError(signal);
			failures += 1;
			await restAfter(error, failures, context, signal);
		}
		if (batch) yield batch;
	}
}

/** One step at a time; a step that fails leaves everything so that the next one does it again. */
class Follower {
	readonly #context: FollowContext;
	readonly #waitSeconds: number;
	readonly #signal: AbortSignal | undefined;
	readonly #feed: FeedReader;
	readonly #subjects: SubjectReader;
	#activity: string | undefined;
	/** `#activity` when all that it had named was read: what may be saved. */
	#settledActivity: string | undefined;
	/** A saved cursor may be behind: look before the first wait. */
	#waits = false;
	/** Short waits that are left until the feed must have what an activity has told. */
	#lagWaits: number[] = [];

	constructor(context: FollowContext, { cursor, orgId, waitSeconds = MAX_WAIT_SECONDS, signal }: Options) {
		if (!(waitSeconds >= 1 && waitSeconds <= MAX_WAIT_SECONDS)) {
			throw new FastioError('config', `events.follow: \`waitSeconds\` must be 1 to ${MAX_WAIT_SECONDS}.`);
		}
		const saved = parseCursor(cursor);
		this.#context = context;
		this.#waitSeconds = Math.floor(waitSeconds);
		this.#signal = signal;
		this.#feed = new FeedReader(context, { orgId, cursor: saved.feed });
		this.#subjects = new SubjectReader(context);
		this.#activity = this.#settledActivity = saved.activity;
	}

	/** `undefined` when there is nothing to tell, and nothing to save. */
	async next(): Promise<EventBatch | undefined> {
		const before = this.#cursor();
		if (this.#waits) await this.#wait();
		// Until everything that is known to be new has been read, nothing is waited for.
		this.#waits = false;
		const { events, gap, more } = await this.#feed.read(this.#signal);
		for (const event of events) this.#subjects.noteChange(event);
		if (events.length > 0) this.#lagWaits = [];
		this.#activity ??= this.#feed.beganAt;
		if (gap) this.#subjects.nameWatched();
		// What the feed gave is handed on before anything else can fail.
		if (events.length > 0 || gap) return this.#batch(events, gap);
		if (more) return undefined;
		const found = await this.#subjects.read(this.#signal);
		this.#settledActivity = this.#activity;
		this.#waits = true;
		return found.length > 0 || this.#cursor() !== before ? this.#batch(found, false) : undefined;
	}

	async #wait(): Promise<void> {
		const { connection, workspaceId, now, pause } = this.#context;
		const since = this.#activity;
		const longest = this.#subjects.watching ? INDEXING_WAIT_SECONDS : MAX_WAIT_SECONDS;
		// Without a place to begin the first answer only tells one.
		const shorter = since === undefined ? 1 : (this.#lagWaits.shift() ?? longest);
		const waitSeconds = Math.min(this.#waitSeconds, shorter);
		const askedAt = now();
		const answer = await waitForActivity(connection(), workspaceId, { since, waitSeconds }, this.#signal);
		this.#activity = answer.since;
		const named = subjectsOf(answer.keys);
		if ([...named.fileIds].some((id) => !this.#subjects.watches(id))) this.#lagWaits = [...LAG_WAITS_SECONDS];
		this.#subjects.name(named);
		if (answer.keys.length > 0) return;
		this.#subjects.nameWatched();
		if (since !== undefined) await pause(IDLE_PAUSE_MS - (now() - askedAt), this.#signal);
	}

	#batch(events: FastioEvent[], gap: boolean): EventBatch {
		return { events, gap, cursor: this.#cursor() };
	}

	#cursor(): string {
		return JSON.stringify([this.#feed.cursor ?? '', this.#settledActivity ?? '']);
	}
}

/** @throws FastioError `malformed` for what is none of ours. */
function parseCursor(cursor: string | undefined): { feed: string | undefined; activity: string | undefined } {
	if (cursor === undefined) return { feed: undefined, activity: undefined };
	try {
		const [feed, activity] = JSON.parse(cursor) as unknown[];
		if (typeof feed === 'string' && typeof activity === 'string') {
			return { feed: feed || undefined, activity: activity || undefined };
		}
	} catch {
		// No JSON, or no list: see below.
	}
	throw new FastioError('malformed', 'events.follow: `cursor` is not one that an earlier batch had.');
}
