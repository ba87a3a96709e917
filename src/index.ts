export type { AskChunk, AskMetadata } from './components/ask/chat-chunks.ts';
export { createAskTransport } from './components/ask/create-ask-transport.ts';
export { createAsk } from './components/ask/create-ask.ts';
export type {
	AskChatMessage,
	AskTransport,
	AskTransportOptions
} from './components/ask/make-chat-transport.ts';
export type { AskSnippets, FastioAskProps } from './components/ask/props.ts';
export { ASK_ENGLISH } from './components/ask/strings.ts';
export type { AskFailureStrings } from './components/ask/failure-strings.ts';
export type { AskStrings } from './components/ask/strings.ts';
export type { AnsweredTurn, Ask, AskAbout, AskOptions, AskTurn, FailedTurn } from './components/ask/types.ts';
export { default as FastioAsk } from './components/FastioAsk.svelte';
export { default as FastioDropzone } from './components/FastioDropzone.svelte';
export { default as FastioFileList } from './components/FastioFileList.svelte';
export { default as FastioUpload } from './components/FastioUpload.svelte';
export type { DropzoneState, FastioDropzoneProps } from './components/dropzone/props.ts';
export { DROPZONE_ENGLISH } from './components/dropzone/strings.ts';
export type { DropzoneStrings } from './components/dropzone/strings.ts';
export type { FastioFileListProps } from './components/file-list/props.ts';
export { FILE_LIST_ENGLISH } from './components/file-list/strings.ts';
export type { FileListStrings } from './components/file-list/strings.ts';
export { fastioEnhance } from './components/fastio-enhance.ts';
export type { FastioEnhanceOptions, FastioEnhanceResult } from './components/fastio-enhance.ts';
export type { ActionResult, SubmitFunction } from './components/kit.ts';
export { createLive } from './components/live/create-live.ts';
export type { Live, LiveOptions, LiveStatus, WatchOptions } from './components/live/types.ts';
export { de } from './components/locales/de.ts';
export { en } from './components/locales/en.ts';
export { es } from './components/locales/es.ts';
export { fr } from './components/locales/fr.ts';
export type { AskWords, FastioLocale, LocaleWords, Plural } from './components/locales/types.ts';
export { ar } from './components/locales/ar.ts';
export { it } from './components/locales/it.ts';
export { ja } from './components/locales/ja.ts';
export { nl } from './components/locales/nl.ts';
export { pl } from './components/locales/pl.ts';
export { ptBR } from './components/locales/pt-br.ts';
export { ru } from './components/locales/ru.ts';
export { zhCN } from './components/locales/zh-cn.ts';
export { makeLocale } from './components/locales/make-locale.ts';
export { ENGLISH } from './components/strings.ts';
export type { UploadStrings } from './components/strings.ts';
export { UploadFormState } from './components/upload-form-state.svelte.ts';
export type { UploadFormProgress, UploadFormStatus } from './components/upload-form-state.svelte.ts';
export type { FastioUploadProps } from './components/upload-props.ts';
export { createUploader } from './components/uploader/create-uploader.ts';
export { UPLOADER_ENGLISH } from './components/uploader/strings.ts';
export type {
	AddableFile,
	FileState,
	RefusedFile,
	Uploader,
	UploaderError,
	UploaderFile,
	UploaderOptions,
	UploaderProgress,
	UploaderStrings,
	UploaderTotals
} from './components/uploader/types.ts';
export type { AskFailure, AskResult, AskSuccess, Citation, PageAnswer } from './rules/ask.ts';
export type { FastioErrorCode } from './rules/codes.ts';
export type { NotIndexedReason } from './rules/events.ts';
export type { LiveFileState, PageEvent } from './rules/live.ts';
export type {
	Capabilities,
	FileOutcome,
	UploadedFile,
	UploadFailure,
	UploadResult,
	UploadSuccess
} from './rules/results.ts';
