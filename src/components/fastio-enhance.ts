import type { UploadResult } from '../rules/results.ts';
import { applyResult, deserialize, type ActionResult, type SubmitFunction } from './kit.ts';
import { failureResult, readAnswer } from './read-answer.ts';
import { ConnectionLostError, sendForm } from './send-form.ts';
import { ENGLISH, type UploadStrings } from './strings.ts';
import { submitTokens } from './submit-tokens.ts';
import { takeAnswer } from './take-answer.ts';
import { UploadFormState, type UploadFormProgress } from './upload-form-state.svelte.ts';
import { uploadFailure } from './upload-result.ts';
import type { Uploader } from './uploader/types.ts';

/** What `onresult` gets. */
export interface FastioEnhanceResult {
	/** The action's answer as SvelteKit shapes it. */
	result: ActionResult;
	/** The same read as one of our results; `undefined` for data of other actions and for redirects. */
	upload: UploadResult | undefined;
	action: URL;
	formData: FormData;
	formElement: HTMLFormElement;
}

/** Options of {@link fastioEnhance}. */
export interface FastioEnhanceOptions {
	/** Reactive state to fill. Default: one of its own, which nobody sees. */
	state?: UploadFormState;
	/**
	 * Called before the first byte is sent. `cancel` stops the submission, then and until the last byte has left;
	 * later it does nothing, because the server finishes what it has in full. `filesFirst`: the files travel before the
	 * form, as they do with an `uploader` where they can.
	 */
	onstart?: (start: {
		files: File[];
		formElement: HTMLFormElement;
		cancel: () => void;
		filesFirst: boolean;
	}) => void;
	/** Called as bytes leave the browser, some times a second. */
	onprogress?: (progress: UploadFormProgress) => void;
	/**
	 * Called with the answer before it takes effect on the page. Return `false` to keep it from taking effect: no
	 * reset, no refresh, no `form`, no redirect.
	 */
	onresult?: (answer: FastioEnhanceResult) => boolean | void | Promise<boolean | void>;
	/** Called instead of `onresult` when the submission was cancelled. */
	oncancel?: () => void;
	/**
	 * Files travel first, in slices, and the form then carries tokens: a queue made with `hold: true`. SvelteKit itself
	 * submits the form then. Where there is no mount, or the wire has no sessions, and where none of the files has started
	 * and all have at most 256 KiB together, the form goes as one request as without it. After a failure the files stay
	 * in the queue for the next submission.
	 */
	uploader?: Uploader | undefined;
	/** The file field that the uploader stands for. Default `file`. */
	field?: string;
	/** Empty the form after a success. Default `true`. */
	reset?: boolean;
	/** Run the page's `load` functions again after a success. Default `true`. */
	refresh?: boolean;
	/** Sentences for failures that no action wrote. Default: English. */
	strings?: Partial<Pick<UploadStrings, 'network' | 'bodyLimit' | 'unreadable'>>;
}

/**
 * A submit function for SvelteKit's `use:enhance` that shows how far the upload is: it sends the whole form itself by
 * `XMLHttpRequest`, which reports progress where `fetch` can't, and then does what `use:enhance` does by default
 * (reset, refresh, the `form` prop, redirects, the error page). A lost connection, and answers that no action wrote,
 * become a failure with a sentence in `error`. While one submission is under way further ones are ignored.
 *
 * @example `<form method="POST" enctype="multipart/form-data" use:enhance={fastioEnhance({ onprogress })}>`
 */
export function fastioEnhance(options: FastioEnhanceOptions = {}): SubmitFunction {
	const state = options.state ?? new UploadFormState();
	const { reset = true, refresh = true, field = 'file' } = options;

	const whole: SubmitFunction = async (input) => {
		const { action, formData, formElement, controller, cancel } = input;
		cancel(); // SvelteKit's own submission, before anything that could fail
		if (state.busy) return;
		const files = [...formData.values()].filter(
			(value) => value instanceof File && value.name !== ''
		) as File[];
		const stop = () => {
			if (state.status === 'uploading') controller.abort();
		};
		state.start(
			files.map((file) => file.name),
			stop
		);

		let result: ActionResult;
		const strings = { ...ENGLISH, ...options.strings };
		try {
			options.onstart?.({ files, formElement, cancel: stop, filesFirst: false });
			const answer = await sendForm({
				url: action,
				body: formData,
				signal: controller.signal,
				onprogress: (sentBytes, totalBytes) => {
					state.advance(sentBytes, totalBytes);
					options.onprogress?.({ sentBytes, totalBytes, percent: state.percent });
				}
			});
			result = readAnswer(answer, { url: action, deserialize, strings });
		} catch (error) {
			if (controller.signal.aborted) {
				state.finish('cancelled');
				options.oncancel?.();
				return;
			}
			if (!(error instanceof ConnectionLostError)) {
				state.finish('failed');
				throw error;
			}
			result = failureResult(502, uploadFailure('network', strings.network));
		}

		if (!(await takeAnswer(result, input, { ...options, state }))) return;
		await applyResult(result, { action, formElement, reset, refresh });
	};
	// Read at each submission: options may be getters.
	return (input) => {
		const { uploader } = options;
		if (!uploader) return whole(input);
		return submitTokens({ ...options, uploader, field, state, reset, refresh }, whole)(input);
	};
}
