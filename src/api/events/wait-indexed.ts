import { FastioError } from '../../rules/errors.ts';
import { plainId } from '../../rules/ids.ts';
import { FastioNetworkError } from '../errors.ts';
import { abortedError, throwIfAborted } from '../transport.ts';
import { readNodes, readWorkspace, waitForActivity } from './calls.ts';
import { subjectsOf } from './feed-events.ts';
import { IDLE_PAUSE_MS, INDEXING_WAIT_SECONDS, type FollowContext } from './follow.ts';
import { indexingOf } from './indexing.ts';
import { restAfter } from './rest.ts';
import type { IndexingResult } from './types.ts';

/** Longest wait for the index unless told otherwise: 10 minutes. */
export const INDEXED_TIMEOUT_MS = 10 * 60_000;

interface Waiter {
	fileId: string;
	since: number;
	settle: (outcome: { result: IndexingResult } | { error: unknown }) => void;
}

/** Waits for the indexing of files of one workspace: one call waits at Fast.io, however many files are waited for. */
export class IndexWaiters {
	readonly #context: FollowContext;
	readonly #waiters = new Set<Waiter>();
	/** Files that are to be read. */
	readonly #named = new Set<string>();
	/** Ends the wait at Fast.io, to look at a file that was added meanwhile. */
	#wait = new AbortController();
	#running = false;

	constructor(context: FollowContext) {
		this.#context = context;
	}

	/** How many files are waited for. */
	get size(): number {
		return this.#waiters.size;
	}

	/** See `FastioFiles.indexed`. */
	indexed(
		fileId: string,
		{ timeoutMs, signal }: { timeoutMs: number; signal: AbortSignal | undefined }
	): Promise<IndexingResult> {
		return new Promise((resolve, reject) => {
			throwIfAborted(signal);
			const timer = setTimeout(
				() => waiter.settle({ error: notInTime(timeoutMs) }),
				Math.min(timeoutMs, 2 ** 31 - 1)
			);
			const onAbort = () => waiter.settle({ error: abortedError(signal!) });
			const waiter: Waiter = {
				fileId: plainId(fileId),
				since: this.#context.now(),
				settle: (outcome) => {
					if (!this.#waiters.delete(waiter)) return;
					clearTimeout(timer);
					signal?.removeEventListener('abort', onAbort);
					if (this.#waiters.size === 0) this.#wait.abort();
					if ('result' in outcome) resolve(outcome.result);
					else reject(outcome.error);
				}
			};
			signal?.addEventListener('abort', onAbort, { once: true });
			this.#waiters.add(waiter);
			this.#named.add(waiter.fileId);
			this.#wait.abort();
			if (!this.#running) void this.#run();
		});
	}

	async #run(): Promise<void> {
		this.#running = true;
		let activity: string | undefined;
		let failures = 0;
		while (this.#waiters.size > 0) {
			try {
				await this.#look();
				if (this.#waiters.size === 0) break;
				activity = await this.#waitFrom(activity);
				failures = 0;
			} catch (error) {
				failures += 1;
				try {
					await restAfter(error, failures, this.#context, undefined);
				} catch {
					for (const waiter of this.#waiters) waiter.settle({ error });
				}
			}
		}
		this.#named.clear();
		this.#running = false;
	}

	/** Reads the named files, and settles those that have come to their end. */
	async #look(): Promise<void> {
		const { connection, workspaceId, now } = this.#context;
		const asked = [...this.#named];
		if (asked.length === 0) return;
		const files = new Map(
			(await readNodes(connection(), workspaceId, asked, undefined)).map((file) => [file.fileId, file])
		);
		const { intelligence } = await readWorkspace(connection(), workspaceId, undefined);
		for (const fileId of asked) this.#named.delete(fileId);
		const names = new Set(asked);
		for (const waiter of this.#waiters) {
			if (!names.has(waiter.fileId)) continue;
			const file = files.get(waiter.fileId);
			if (!file) {
				waiter.settle({ error: new FastioError('not-found', 'The file is not in the workspace any more.') });
				continue;
			}
			const status = indexingOf(file, { intelligence }, now() - waiter.since);
			if (status.state !== 'indexing') waiter.settle({ result: status });
		}
	}

	/** Waits for what happens in the workspace, and names the files that are waited for. */
	async #waitFrom(since: string | undefined): Promise<string | undefined> {
		const { connection, workspaceId, now, pause } = this.#context;
		const { signal } = (this.#wait = new AbortController());
		if (this.#named.size > 0) return since;
		const waitSeconds = since === undefined ? 1 : INDEXING_WAIT_SECONDS;
		const query = { since, waitSeconds };
		const askedAt = now();
		try {
			const answer = await waitForActivity(connection(), workspaceId, query, signal);
			const { fileIds } = subjectsOf(answer.keys);
			const all = fileIds.size === 0;
			for (const { fileId } of this.#waiters) if (all || fileIds.has(fileId)) this.#named.add(fileId);
			if (all && since !== undefined) await pause(IDLE_PAUSE_MS - (now() - askedAt), signal);
			return answer.since;
		} catch (error) {
			if (signal.aborted) return since;
			throw error;
		}
	}
}

function notInTime(timeoutMs: number): FastioNetworkError {
	return new FastioNetworkError('timeout', `Fast.io did not index the file within ${timeoutMs / 1000} s.`, {
		sent: true
	});
}
