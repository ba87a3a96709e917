import type { Activity } from './events/activity.ts';
import type { EventLog } from './events/event-log.ts';
import type { TurnRunner } from './ask/turn-runner.ts';
import type { Faults } from './faults.ts';
import type { Indexer } from './indexing.ts';
import type { EmulatorSettings } from './options.ts';
import type { RequestRecord } from './request-log.ts';
import type { BlobStore } from './store/blobs.ts';
import type { ChatStore } from './store/chats.ts';
import type { NodeStore } from './store/nodes.ts';
import type { SessionStore } from './store/sessions.ts';
import type { TextIndex } from './text/text-index.ts';
import type { WebhookBoard } from './webhooks/webhooks.ts';

/** Everything one emulator holds; routes get it with each request. */
export interface State {
	/** Replaced as a whole when settings change. */
	settings: EmulatorSettings;
	readonly token: string;
	readonly readOnlyToken: string | undefined;
	readonly workspaceId: string;
	readonly userId: string;
	readonly orgId: string;
	/** What `POST /workspace/{id}/update/` may change besides settings. */
	workspace: { name: string; description: string; updatedAt: Date };
	readonly startedAt: Date;
	readonly blobs: BlobStore;
	readonly nodes: NodeStore;
	readonly sessions: SessionStore;
	readonly chats: ChatStore;
	readonly turns: TurnRunner;
	readonly events: EventLog;
	readonly activity: Activity;
	readonly indexer: Indexer;
	readonly texts: TextIndex;
	readonly webhooks: WebhookBoard;
	readonly faults: Faults;
	readonly requests: RequestRecord[];
}
