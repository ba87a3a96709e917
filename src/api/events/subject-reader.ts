import type { FastioEvent } from '../../rules/events.ts';
import { FastioApiError } from '../errors.ts';
import { readLastAnswer, readNodes, readWorkspace } from './calls.ts';
import type { FollowContext } from './follow.ts';
import { IndexWatch } from './index-watch.ts';

/** How long the workspace's own flag is believed. */
const WORKSPACE_TTL_MS = 60_000;
/** Chats whose last answer is remembered. */
const MAX_CHATS = 1_000;

/** Reads again what an activity, or the feed, has named, and says what is new about it. */
export class SubjectReader {
	readonly #context: FollowContext;
	readonly #watch: IndexWatch;
	readonly #files = new Set<string>();
	readonly #chats = new Set<string>();
	/** By chat: the answer that was told last. */
	readonly #answers = new Map<string, string>();
	#workspace: { intelligence: boolean | undefined; at: number } | undefined;

	constructor(context: FollowContext) {
		this.#context = context;
		this.#watch = new IndexWatch(context.now);
	}

	/** Whether anything is named that was not read yet. */
	get pending(): boolean {
		return this.#files.size + this.#chats.size > 0;
	}

	/** Whether files are being indexed. */
	get watching(): boolean {
		return this.#watch.watched.length > 0;
	}

	/** Whether a file is being indexed: then a change of it is likely that. */
	watches(fileId: string): boolean {
		return this.#watch.watches(fileId);
	}

	/** Names what is to be read. */
	name({ fileIds, chatIds }: { fileIds: Iterable<string>; chatIds: Iterable<string> }): void {
		for (const id of fileIds) this.#files.add(id);
		for (const id of chatIds) this.#chats.add(id);
	}

	/** Names every file that is being indexed: an activity may have been lost. */
	nameWatched(): void {
		this.name({ fileIds: this.#watch.watched, chatIds: [] });
	}

	/** What the feed has told of a file: one that is gone is not looked at. */
	noteChange(event: FastioEvent): void {
		if (!('fileId' in event) || event.fileId === undefined) return;
		if (event.type === 'file.deleted') {
			this.#watch.forget(event.fileId);
			this.#files.delete(event.fileId);
		} else if (event.type !== 'file.moved') this.#files.add(event.fileId);
	}

	/** Reads what is named. After a failure what was not read is still named. */
	async read(signal: AbortSignal | undefined): Promise<FastioEvent[]> {
		const events: FastioEvent[] = [];
		await this.#readFiles(signal, events);
		await this.#readChats(signal, events);
		return events;
	}

	async #readFiles(signal: AbortSignal | undefined, events: FastioEvent[]): Promise<void> {
		if (this.#files.size === 0) return;
		const { connection, workspaceId } = this.#context;
		const asked = [...this.#files];
		const files = await readNodes(connection(), workspaceId, asked, signal);
		const intelligence = files.length > 0 ? await this.#intelligence(signal) : undefined;
		const gone = new Set(asked);
		for (const file of files) {
			gone.delete(file.fileId);
			const event = this.#watch.look(file, workspaceId, intelligence);
			if (event) events.push(event);
		}
		for (const id of gone) this.#watch.forget(id);
		for (const id of asked) this.#files.delete(id);
	}

	async #intelligence(signal: AbortSignal | undefined): Promise<boolean | undefined> {
		const { connection, workspaceId, now } = this.#context;
		if (!this.#workspace || now() - this.#workspace.at > WORKSPACE_TTL_MS) {
			const { intelligence } = await readWorkspace(connection(), workspaceId, signal);
			this.#workspace = { intelligence, at: now() };
		}
		return this.#workspace.intelligence;
	}

	async #readChats(signal: AbortSignal | undefined, events: FastioEvent[]): Promise<void> {
		const { connection, workspaceId, now } = this.#context;
		for (const chatId of this.#chats) {
			const turnId = await readLastAnswer(connection(), workspaceId, chatId, signal).catch(
				(error: unknown) => {
					// A chat that is gone, or of somebody else.
					if (error instanceof FastioApiError && error.code !== 'upstream' && error.code !== 'rate-limited')
						return undefined;
					throw error;
				}
			);
			this.#chats.delete(chatId);
			if (turnId === undefined || this.#answers.get(chatId) === turnId) continue;
			this.#answers.set(chatId, turnId);
			if (this.#answers.size > MAX_CHATS) this.#answers.delete(this.#answers.keys().next().value!);
			const at = new Date(now()).toISOString();
			const id = `responded:${chatId}:${turnId}`;
			events.push({ id, type: 'agent.responded', at, workspaceId, chatId, turnId });
		}
	}
}
