import { turnChanged } from './agent-answers.ts';
import { createTurnRunner } from './ask/turn-runner.ts';
import { createActivity } from './events/activity.ts';
import { createEventLog } from './events/event-log.ts';
import type { FaultBoard } from './faults.ts';
import { createKey, createProfileId } from './ids.ts';
import { createIndexer } from './indexing.ts';
import { applySettings, DEFAULT_SETTINGS, type EmulatorOptions, type EmulatorSettings } from './options.ts';
import { createRandom } from './random.ts';
import type { State } from './state.ts';
import type { BlobStore } from './store/blobs.ts';
import { createChatStore } from './store/chats.ts';
import { createNodeStore } from './store/nodes.ts';
import { createSessionStore } from './store/sessions.ts';
import { createTextIndex } from './text/text-index.ts';
import { createTextReader } from './text/text-reader.ts';
import { aiStateChanged, nodeChanged } from './workspace-changes.ts';
import { checkWebhook } from './webhooks/webhook.ts';
import { createWebhooks } from './webhooks/webhooks.ts';

/**
 * Settings and names that options ask for, checked before anything is started.
 *
 * @throws TypeError for an option with a wrong value.
 */
export function checkOptions(options: EmulatorOptions): EmulatorSettings {
	const { workspaceId } = options;
	if (workspaceId !== undefined && !/^\d{18,20}$/.test(workspaceId)) {
		throw new TypeError('workspaceId must have 18 to 20 digits');
	}
	options.webhooks?.forEach(checkWebhook);
	return applySettings(DEFAULT_SETTINGS, options);
}

/** All that a new emulator holds. */
export function createState(
	options: EmulatorOptions,
	settings: EmulatorSettings,
	{ blobs, faults }: { blobs: BlobStore; faults: FaultBoard }
): State {
	const startedAt = new Date();
	const chance = createRandom(1);
	const texts = createTextIndex();
	const state: State = {
		settings,
		token: options.token ?? createKey(),
		readOnlyToken: options.readOnlyToken,
		workspaceId: options.workspaceId ?? createProfileId(),
		userId: createProfileId(),
		orgId: createProfileId(),
		startedAt,
		workspace: newWorkspace(startedAt),
		blobs,
		nodes: createNodeStore(blobs, (change, node) => nodeChanged(state, change, node)),
		sessions: createSessionStore(
			blobs,
			() => state.settings.sessionLifetimeMs,
			({ id }) => state.activity.user.touch('uploads', id)
		),
		chats: createChatStore(),
		turns: createTurnRunner({
			settings: () => state.settings.ask,
			onStatus: (chat, turn) => turnChanged(state, chat, turn)
		}),
		events: createEventLog(() => state.settings.eventRetention),
		activity: createActivity(() => chance() < state.settings.activityLoss),
		indexer: createIndexer({
			settings: () => state.settings,
			isLive: (file) => state.nodes.isLive(file),
			onState: (file) => aiStateChanged(state, file),
			texts: createTextReader(texts, blobs)
		}),
		texts,
		webhooks: createWebhooks(options.webhooks ?? [], () => state.settings),
		faults,
		requests: []
	};
	return state;
}

/** Forgets all that happened; the settings are those given. Contents are removed too. */
export async function clearState(state: State, settings: EmulatorSettings): Promise<void> {
	state.indexer.clear();
	state.turns.clear();
	state.webhooks.reset();
	await state.sessions.clear();
	state.nodes.clear();
	state.chats.clear();
	state.events.clear();
	for (const board of Object.values(state.activity)) board.clear();
	state.requests.length = 0;
	state.settings = settings;
	state.workspace = newWorkspace(state.startedAt);
	await state.blobs.clear();
}

const newWorkspace = (updatedAt: Date): State['workspace'] => ({
	name: 'Emulator',
	description: 'The workspace of the local Fast.io emulator.',
	updatedAt
});
