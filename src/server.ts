export { BrokerFull, BrokerUnavailable } from './brokers/broker.ts';
export type {
	Broker,
	Claim,
	ClaimStore,
	ConsumeOptions,
	Lease,
	LeaseStore,
	LogEntry,
	LogPage,
	MessageLog,
	WorkQueue
} from './brokers/broker.ts';
export { memoryBroker } from './brokers/memory.ts';
export type { MemoryBrokerOptions } from './brokers/memory.ts';
export type { Rate, RateStore } from './brokers/rate-store.ts';
export { createFastioActions } from './server/actions.ts';
export type { FastioActions, FastioAskAction } from './server/actions.ts';
export type { AskRequest } from './server/ask/ask-request.ts';
export type { AskScope } from './server/ask/begin-ask.ts';
export type { FileToValidate } from './server/check-head.ts';
export type {
	ContentRules,
	Definition,
	DefinitionRules,
	UploadDestination,
	UploadedContext
} from './server/define.ts';
export { createFastio } from './server/fastio.ts';
export type { FastioServer, FastioServerOptions } from './server/fastio.ts';
export { FastioFile, isFastioFile } from './server/fastio-file.ts';
export type { FastioHandlers, HandlerContext } from './server/events/handlers.ts';
export { createFastioHandle } from './server/handle.ts';
export type { FastioHandle, FastioHandleOptions } from './server/handle.ts';
export { createFastioLive } from './server/live/live.ts';
export type { FastioLive } from './server/live/live.ts';
export type { FastioLiveOptions, LiveConnection } from './server/live/options.ts';
export type { RateLimitOptions } from './server/limits/rate-limit.ts';
export { createFastioStream } from './server/stream.ts';
export type { FastioLocals } from './server/stream-form.ts';
export type { EventSink, FastioWebhook, FastioWebhookOptions } from './server/webhook/options.ts';
export { createFastioWebhook } from './server/webhook/receive.ts';
export type { WebhookSchemeName } from './server/webhook/schemes.ts';
export type { WebhookSecret } from './server/webhook/secrets.ts';
export type { AskFailure, AskResult, AskSuccess, PageAnswer } from './rules/ask.ts';
export type {
	Capabilities,
	FileOutcome,
	HeldUpload,
	OpenedUpload,
	OpenUploadRequest,
	StoredFile,
	StoredFileDetails,
	StoredFilesPage,
	UploadFailure,
	UploadPending,
	UploadResult,
	UploadStatus,
	UploadSuccess
} from './rules/results.ts';

// Everything of `sveltekit-fastio/api` but its `createFastio`, whose server form is above.
export {
	FastioApiError,
	FastioError,
	FastioLimitError,
	FastioNetworkError,
	FastioUnavailableError
} from './api.ts';
export type {
	AgentEvent,
	AskAnswer,
	AskOptions,
	AskStream,
	CallOptions,
	Citation,
	EventBatch,
	Fastio,
	FastioApiErrorDetails,
	FastioErrorCode,
	FastioEvent,
	FastioEventOf,
	FastioEvents,
	FastioEventType,
	FastioFiles,
	FastioFolders,
	FastioLocks,
	FolderEntry,
	FastioOptions,
	FastioRetry,
	FastioTimeouts,
	FastioUploads,
	FileEntry,
	FileEvent,
	FileEventType,
	FileLock,
	FileNotIndexedEvent,
	FilePage,
	FileVersion,
	FollowOptions,
	HeldLock,
	IndexableFile,
	IndexingResult,
	IndexingStatus,
	Lazy,
	LimitUnit,
	LockOptions,
	LockStatus,
	NotIndexedReason,
	OpenedSession,
	OtherEvent,
	PlanLimits,
	Search,
	Searched,
	SearchHit,
	SearchOptions,
	SearchPage,
	SliceSource,
	UploadedFile,
	UploadOptions,
	UploadProgress,
	UploadSession,
	UploadSource,
	WireFeatures
} from './api.ts';
