export { createFastio } from './api/fastio.ts';
export {
	FastioApiError,
	FastioError,
	FastioLimitError,
	FastioNetworkError,
	FastioUnavailableError
} from './api/errors.ts';
export type { FastioApiErrorDetails } from './api/errors.ts';
export type {
	CallOptions,
	Fastio,
	FastioFiles,
	FastioFolders,
	FolderEntry,
	FastioUploads,
	IndexableFile,
	UploadOptions,
	UploadSource
} from './api/fastio-types.ts';
export type { FastioCircuit, FastioOptions, FastioRetry, FastioTimeouts, Lazy } from './api/options.ts';
export type {
	FileEntry,
	FilePage,
	PlanLimits,
	UploadProgress,
	WireFeatures
} from './api/wire/upload-wire.ts';
export type { FastioLocks, FileLock, HeldLock, LockOptions, LockStatus } from './api/locks/types.ts';
export type { Search, Searched, SearchHit, SearchOptions, SearchPage } from './api/search/types.ts';
export type { FileVersion } from './api/wire/versions.ts';
export type { OpenedSession, SliceSource, UploadSession } from './api/session-types.ts';
export type { AskOptions, AskStream } from './api/ask/types.ts';
export type { AskAnswer, Citation } from './rules/ask.ts';
export type {
	EventBatch,
	FastioEvents,
	FollowOptions,
	IndexingResult,
	IndexingStatus
} from './api/events/types.ts';
export type {
	AgentEvent,
	FastioEvent,
	FastioEventOf,
	FastioEventType,
	FileEvent,
	FileEventType,
	FileNotIndexedEvent,
	NotIndexedReason,
	OtherEvent
} from './rules/events.ts';
export type { FastioErrorCode } from './rules/codes.ts';
export type { LimitUnit } from './rules/errors.ts';
export type { UploadedFile } from './rules/results.ts';
