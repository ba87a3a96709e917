export type { AgentAnswer } from './emulator/agent-answers.ts';
export type { ChatSummary, TurnSummary } from './emulator/chat-summaries.ts';
export { createEmulator, type Emulator } from './emulator/create-emulator.ts';
export type { AddedEvent, EventSummary } from './emulator/events/summaries.ts';
export type { AddedFault, Fault, FaultAction, Faults } from './emulator/faults.ts';
export type { ForeignLock } from './emulator/foreign-locks.ts';
export type { AiState } from './emulator/indexing.ts';
export type { EmulatorOptions, EmulatorSettings, SettingsChange } from './emulator/options.ts';
export type {
	AskSettings,
	IndexingSettings,
	WebhookDeliverySettings,
	WebhookFaults
} from './emulator/setting-groups.ts';
export type { PlanLimits, PlanName } from './emulator/plans.ts';
export type { RequestRecord } from './emulator/request-log.ts';
export type { TurnStatus } from './emulator/store/chats.ts';
export type { SessionSummary, StoredFile } from './emulator/summaries.ts';
export type { Delivery, DeliveryState } from './emulator/webhooks/delivery.ts';
export type { Forgery } from './emulator/webhooks/forgery.ts';
export { WebhookQueueFullError } from './emulator/webhooks/queue.ts';
export type { SendOptions } from './emulator/webhooks/send-options.ts';
export type { WebhookScheme } from './emulator/webhooks/signature.ts';
export type { Webhook, WebhookOptions } from './emulator/webhooks/webhook.ts';
export type { Webhooks } from './emulator/webhooks/webhooks.ts';
