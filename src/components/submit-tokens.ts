import { STATUS_OF_CODE } from '../rules/codes.ts';
import type { FastioEnhanceOptions } from './fastio-enhance.ts';
import { chosenFiles, sendFilesFirst, travelInForm } from './files-first.ts';
import type { FilesFirst } from './files-first.ts';
import { follow } from './follow.svelte.ts';
import { applyResult, type ActionResult, type SubmitFunction } from './kit.ts';
import { failureResult } from './read-answer.ts';
import { ENGLISH } from './strings.ts';
import { takeAnswer } from './take-answer.ts';
import type { UploadFormState } from './upload-form-state.svelte.ts';
import { uploadFailure } from './upload-result.ts';
import type { Uploader, UploaderFile } from './uploader/types.ts';

type TokensOptions = FastioEnhanceOptions &
	Required<Pick<FastioEnhanceOptions, 'field' | 'reset' | 'refresh'>> & {
		uploader: Uploader;
		state: UploadFormState;
	};

/** A form that failed has used up the tokens of these: they travel again with the next one. */
const used = new WeakSet<UploaderFile>();

/**
 * Sends the files first and lets SvelteKit submit the form with their tokens; `whole` submits the form where its files
 * travel in it.
 */
export function submitTokens(options: TokensOptions, whole: SubmitFunction): SubmitFunction {
	const { uploader, field, state, reset, refresh } = options;
	return async (input) => {
		const { action, formData, formElement, cancel } = input;
		if (state.busy) return cancel();
		const files = chosenFiles(formData, field);
		let stopped = false;
		const stop = () => {
			if (state.status !== 'uploading') return;
			stopped = true;
			uploader.cancel();
		};
		state.start(
			files.map((file) => file.name),
			stop
		);
		if (await travelInForm(uploader, field, formData)) {
			if (!stopped) {
				state.finish('cancelled'); // `whole` begins it anew
				return whole(input);
			}
		}

		let outcome: FilesFirst = { sent: 'nothing' };
		const unfollow = follow(
			() => uploader.totals,
			({ sentBytes, bytes, files: count }) => {
				// Cancelled by the visitor, all of them: nothing is sent, and there is nothing to wait for.
				if (count === 0 || bytes === 0) return;
				state.advance(sentBytes, bytes);
				options.onprogress?.({ sentBytes, totalBytes: bytes, percent: state.percent });
			}
		);
		try {
			if (!stopped) options.onstart?.({ files, formElement, cancel: stop, filesFirst: true });
			if (!stopped) {
				for (const file of uploader.files) if (used.delete(file)) file.retry();
				outcome = await sendFilesFirst(uploader, field, formData);
			}
		} catch (thrown) {
			cancel();
			state.finish('failed');
			throw thrown;
		} finally {
			unfollow();
		}
		if (stopped || outcome.sent === 'nothing') {
			cancel();
			state.finish('cancelled');
			return options.oncancel?.();
		}
		if (outcome.sent === 'failed') {
			cancel();
			const { failure } = outcome;
			const result = failureResult(STATUS_OF_CODE[failure.code], failure);
			if (!(await takeAnswer(result, input, options))) return;
			return applyResult(result, { action, formElement, reset, refresh });
		}
		state.advance(1, 1);
		return async ({ result, update }) => {
			const answer = answerOf(result, { ...ENGLISH, ...options.strings });
			if (answer.type !== 'success' && answer.type !== 'redirect') {
				for (const file of uploader.files) if (file.state.status === 'stored') used.add(file);
			}
			if (!(await takeAnswer(answer, input, options))) return;
			// SvelteKit 3 also fills the `form` prop of another page.
			if (answer === result && refresh) await update({ reset });
			else await applyResult(answer, { action, formElement, reset, refresh });
		};
	};
}

/** SvelteKit makes an error page, without a status of its own, of a post that no action answered. */
function answerOf(result: ActionResult, { network, unreadable }: typeof ENGLISH): ActionResult {
	if (result.type !== 'error' || result.status !== undefined) return result;
	const { status } = result.error as { status?: number };
	// 500 is its word for a connection that broke; SvelteKit 2 has no other.
	return status === undefined || status === 500
		? failureResult(502, uploadFailure('network', network))
		: failureResult(status, uploadFailure('internal', unreadable(status)));
}
