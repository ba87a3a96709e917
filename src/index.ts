export { default as FastioUpload } from './components/FastioUpload.svelte';
export { fastioEnhance } from './components/fastio-enhance.ts';
export type { FastioEnhanceOptions, FastioEnhanceResult } from './components/fastio-enhance.ts';
export type { ActionResult, SubmitFunction } from './components/kit.ts';
export { ENGLISH } from './components/strings.ts';
export type { UploadStrings } from './components/strings.ts';
export { UploadFormState } from './components/upload-form-state.svelte.ts';
export type { UploadFormProgress, UploadFormStatus } from './components/upload-form-state.svelte.ts';
export type { FastioUploadProps } from './components/upload-props.ts';
export type { FastioErrorCode } from './rules/codes.ts';
export type {
	Capabilities,
	FileOutcome,
	UploadedFile,
	UploadFailure,
	UploadResult,
	UploadSuccess
} from './rules/results.ts';
