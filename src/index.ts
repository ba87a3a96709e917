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
export type { FastioErrorCode } from './rules/codes.ts';
export type {
	Capabilities,
	FileOutcome,
	UploadedFile,
	UploadFailure,
	UploadResult,
	UploadSuccess
} from './rules/results.ts';
