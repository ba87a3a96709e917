import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type AgentAnswer, agentResponds } from './agent-answers.ts';
import { chatSummaries, type ChatSummary } from './chat-summaries.ts';
import { checkOptions, clearState, createState } from './create-state.ts';
import { createFaults, type Faults } from './faults.ts';
import { addEvent, type AddedEvent, eventSummaries, type EventSummary } from './events/summaries.ts';
import { type ForeignLock, lockNode, unlockNode } from './foreign-locks.ts';
import type { AiState } from './indexing.ts';
import type { EmulatorOptions, SettingsChange } from './options.ts';
import type { RequestRecord } from './request-log.ts';
import { createHandler } from './server.ts';
import { changeSettings } from './settings-change.ts';
import { createBlobStore } from './store/blobs.ts';
import { setAiState } from './workspace-changes.ts';
import { sessionSummaries, type SessionSummary, storedFiles, type StoredFile } from './summaries.ts';

import type { Webhooks } from './webhooks/webhooks.ts';

/** A running local Fast.io. */
export interface Emulator extends AsyncDisposable {
	/** `http://127.0.0.1:PORT`. */
	readonly origin: string;
	/** Base URL of the live API's wire: `origin` + `/current`. */
	readonly url: string;
	/** Base URL of the integration guide's wire: `origin` + `/v1`. */
	readonly v1Url: string;
	/** The key that may read and write. */
	readonly token: string;
	readonly workspaceId: string;
	/** The org that the workspace is in; its change feed tells what happens there. */
	readonly orgId: string;
	/** Whose key it is; the entity of the activity of upload sessions. */
	readonly userId: string;
	/** What shall go wrong. */
	readonly faults: Faults;
	/** Who is told of what happens. */
	readonly webhooks: Webhooks;
	/** The newest 1000 requests, oldest first, those in progress included. */
	readonly requests: readonly RequestRecord[];
	/** Every file outside the trash. */
	files(): StoredFile[];
	/**
	 * Puts a file into an AI state, where it stays until it gets another version.
	 *
	 * @throws TypeError for a file that isn't there, or no such state.
	 */
	setAiState(fileId: string, state: AiState): void;
	/**
	 * Lets an agent answer in a chat, as one would that somebody asked elsewhere.
	 *
	 * @throws TypeError for a text that is missing, or a file or chat that isn't there.
	 */
	agentResponds(answer: AgentAnswer): { chatId: string; turnId: string };
	/** Every chat with its questions and answers, newest first. */
	chats(): ChatSummary[];
	/** Brings all questions that are under way to their end, at once. */
	finishTurns(): void;
	/**
	 * Locks a file as another member does, who may override the lock of a client.
	 *
	 * @throws TypeError for a file that isn't there.
	 */
	lockFile(fileId: string, lock?: ForeignLock): void;
	/** Takes a file's lock away, whoever has it. @throws TypeError for a file that isn't there. */
	unlockFile(fileId: string): void;
	/** The newest 1000 events, oldest first. */
	events(): EventSummary[];
	/**
	 * Makes something happen that the emulator has no call for, in the log and in the change feed.
	 *
	 * @throws TypeError for an event without a name.
	 */
	addEvent(event: AddedEvent): EventSummary;
	/** The upload sessions that a client has left to deal with; empty when all clean up after themselves. */
	sessions(): SessionSummary[];
	/** TCP connections that are open, idle keep-alive ones included. */
	openConnections(): number;
	/** Changes settings from now on. @throws TypeError for a value that a setting can't have. */
	configure(change: SettingsChange): void;
	/** Back to the state after the start: no files, sessions, faults or log; the settings of the options. Cuts requests in progress. */
	reset(): Promise<void>;
	/** Ends all connections and removes all contents. May be called twice. */
	close(): Promise<void>;
}

/**
 * Starts a local Fast.io: a real HTTP server with the upload and storage calls of the live API (Fast.io API
 * reference v1.41) and the two calls of its SvelteKit integration guide, over one workspace. It refuses what
 * Fast.io refuses. Contents go to a temporary folder, so memory stays flat (about 2 MiB per running upload); the
 * rest is in memory and gone with the process. It prints nothing. The caller closes it, also by `await using`.
 *
 * @throws TypeError for an option with a wrong value; the system's error when the port is taken.
 * @example
 * await using emulator = await createEmulator();
 * const fastio = createFastio({ url: emulator.url, token: emulator.token, workspaceId: emulator.workspaceId });
 */
export async function createEmulator(options: EmulatorOptions = {}): Promise<Emulator> {
	const { host = '127.0.0.1', port = 0, dataDir = tmpdir() } = options;
	const settings = checkOptions(options);
	const folder = await mkdtemp(join(dataDir, 'fastio-emulator-'));
	const faults = createFaults();
	const state = createState(options, settings, { blobs: createBlobStore(folder), faults });
	const active = new Set<IncomingMessage>();
	const reset = async () => {
		faults.clear();
		for (const { socket } of active) socket.destroy();
		await clearState(state, settings);
	};

	const sockets = new Set<Socket>();
	const openConnections = () => sockets.size;
	const server = createServer();
	server.on('request', createHandler({ state, faults, hosts: [host], reset, openConnections, active }));
	server.on('connection', (socket) => {
		sockets.add(socket);
		socket.once('close', () => sockets.delete(socket));
	});
	// A slow upload may take hours; Node's default ends every request after 300 s.
	server.requestTimeout = 0;
	try {
		await listen(server, port, host);
	} catch (error) {
		await rm(folder, { recursive: true, force: true });
		throw error;
	}

	let closing: Promise<void> | undefined;
	const close = () =>
		(closing ??= (async () => {
			const closed = new Promise((resolve) => server.close(resolve));
			faults.clear();
			state.indexer.clear();
			state.turns.clear();
			state.webhooks.stop();
			for (const socket of sockets) socket.destroy();
			await closed;
			await state.sessions.clear();
			await rm(folder, { recursive: true, force: true, maxRetries: 5 });
		})());
	const origin = `http://${host.includes(':') ? `[${host}]` : host}:${(server.address() as AddressInfo).port}`;
	return {
		origin,
		url: `${origin}/current`,
		v1Url: `${origin}/v1`,
		token: state.token,
		workspaceId: state.workspaceId,
		orgId: state.orgId,
		userId: state.userId,
		faults,
		webhooks: state.webhooks,
		requests: state.requests,
		files: () => storedFiles(state),
		events: () => eventSummaries(state),
		setAiState: (fileId, aiState) => setAiState(state, fileId, aiState),
		agentResponds: (answer) => agentResponds(state, answer),
		chats: () => chatSummaries(state),
		finishTurns: () => state.turns.finish(),
		lockFile: (fileId, lock) => lockNode(state, fileId, lock),
		unlockFile: (fileId) => unlockNode(state, fileId),
		addEvent: (event) => addEvent(state, event),
		sessions: () => sessionSummaries(state),
		openConnections,
		configure: (change) => changeSettings(state, change),
		reset,
		close,
		[Symbol.asyncDispose]: close
	};
}

function listen(server: Server, port: number, host: string): Promise<void> {
	return new Promise((resolve, reject) => {
		server.once('error', reject);
		server.listen(port, host, () => {
			server.off('error', reject);
			resolve();
		});
	});
}
