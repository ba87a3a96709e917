import type { UploadResult } from '../rules/results.ts';
import type { FastioEnhanceOptions } from './fastio-enhance.ts';
import type { ActionResult, SubmitFunction } from './kit.ts';
import { rememberSender } from './senders.ts';
import type { UploadFormState } from './upload-form-state.svelte.ts';
import { asUploadResult, uploadFailure } from './upload-result.ts';

type Submission = Pick<Parameters<SubmitFunction>[0], 'action' | 'formData' | 'formElement'>;

/**
 * Ends a submission with its answer: tells the state, the queue and the app. Resolves with whether the answer may take
 * effect on the page: not when the app keeps it, nor when the visitor went elsewhere meanwhile.
 */
export async function takeAnswer(
	result: ActionResult,
	{ action, formData, formElement }: Submission,
	{ state, uploader, onresult }: FastioEnhanceOptions & { state: UploadFormState }
): Promise<boolean> {
	const upload = uploadOf(result);
	const succeeded = result.type === 'success' || result.type === 'redirect';
	state.finish(succeeded ? 'done' : 'failed', upload);
	if (succeeded) uploader?.clear({ all: true });
	if ((await onresult?.({ result, upload, action, formData, formElement })) === false) return false;
	if ('data' in result && result.data) rememberSender(result.data, state);
	return formElement.isConnected;
}

function uploadOf(result: ActionResult): UploadResult | undefined {
	if (result.type === 'success' || result.type === 'failure') return asUploadResult(result.data);
	if (result.type === 'error') return uploadFailure('internal', result.error.message);
	return undefined;
}
