import type { UploadResult } from '../rules/results.ts';
import { applyResult, deserialize, type ActionResult, type SubmitFunction } from './kit.ts';
import { failureResult, readAnswer } from './read-answer.ts';
import { sendFilesFirst } from './files-first.ts';
import { ConnectionLostError, sendForm } from './send-form.ts';
import { ENGLISH, type UploadStrings } from './strings.ts';
import { UploadFormState, type UploadFormProgress } from './upload-form-state.svelte.ts';
import { asUploadResult, uploadFailure } from './upload-result.ts';
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
	 * later it does nothing, because the server finishes what it has in full.
	 */
	onstart?: (start: { files: File[]; formElement: HTMLFormElement; cancel: () => void }) => void;
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
	 * Files travel first, in slices where they are large, and the form then carries tokens: a queue made with
	 * `hold: true`. SvelteKit itself submits the form then. Where there is no mount, or the wire has no sessions, the
	 * form goes as one request as without it. After a failure the files stay in the queue for the next submission.
	 */
	uploader?: Uploader;
	/** The file field that the uploader stands for. Default `file`. */
	field?: string;
	/** Empty the form after a success. Default `true`. */
	reset?: boolean;
	/** Run the page's `load` functions again after a success. Default `true`. */
	refresh?: boolean;
	/** Sentences for failures that no action wrote. Default: English. */
	strings?: Partial<Pick<UploadStrings, 'network' | 'bodyLimit' | 'unreadable'>>;
}

/** Which form's submission brought this `form` prop, so that two forms of one page do not show each other's results. */
const senders = new WeakMap<object, UploadFormState>();

/** Whether the page's `form` prop came from the submission of another form since the page was loaded. */
export function isFromAnotherForm(form: object, state: UploadFormState): boolean {
	const sender = senders.get(form);
	return sender !== undefined && sender !== state;
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
	const { reset = true, refresh = true, uploader, field = 'file' } = options;

	const whole: SubmitFunction = async ({ action, formData, formElement, controller, cancel }) => {
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
			options.onstart?.({ files, formElement, cancel: stop });
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

		const upload = uploadOf(result);
		state.finish(result.type === 'success' || result.type === 'redirect' ? 'done' : 'failed', upload);
		if ((await options.onresult?.({ result, upload, action, formData, formElement })) === false) return;
		if ('data' in result && result.data) senders.set(result.data, state);
		// The visitor went elsewhere meanwhile: this page's result has nothing to say there.
		if (formElement.isConnected) await applyResult(result, { action, formElement, reset, refresh });
	};
	return uploader ? tokens({ ...options, uploader, field, state, reset }, whole) : whole;
}

/** Sends the files first and lets SvelteKit submit the form with their tokens; `whole` is what does without. */
function tokens(
	{
		uploader,
		field,
		state,
		reset,
		onresult,
		oncancel
	}: FastioEnhanceOptions & { uploader: Uploader; field: string; state: UploadFormState; reset: boolean },
	whole: SubmitFunction
): SubmitFunction {
	return async (input) => {
		const { action, formData, formElement, cancel } = input;
		if (state.busy) return cancel();
		let stopped = false;
		const names = formData.getAll(field).filter((entry) => entry instanceof File && entry.name !== '');
		state.start(
			names.map((file) => (file as File).name),
			() => {
				stopped = true;
				uploader.cancel();
			}
		);
		const outcome = await sendFilesFirst(uploader, field, formData);
		if (stopped || outcome.sent !== 'tokens') cancel();
		if (stopped) {
			state.finish('cancelled');
			return oncancel?.();
		}
		if (outcome.sent === 'nothing') {
			state.finish('done');
			return whole(input);
		}
		if (outcome.sent === 'failed') {
			const upload = uploadFailure('rejected', outcome.error);
			state.finish('failed', upload);
			const result = failureResult(400, upload);
			if ((await onresult?.({ result, upload, action, formData, formElement })) === false) return;
			return applyResult(result, { action, formElement, reset, refresh: false });
		}
		state.advance(1, 1);
		return async ({ result, update }) => {
			const upload = uploadOf(result);
			const succeeded = result.type === 'success' || result.type === 'redirect';
			state.finish(succeeded ? 'done' : 'failed', upload);
			if (succeeded) uploader.clear({ all: true });
			// What Fast.io had placed for a form that failed is used up: those files travel again with the next one.
			else for (const file of uploader.files) if (file.state.status === 'stored') file.retry();
			if ((await onresult?.({ result, upload, action, formData, formElement })) === false) return;
			await update({ reset });
		};
	};
}

function uploadOf(result: ActionResult): UploadResult | undefined {
	if (result.type === 'success' || result.type === 'failure') return asUploadResult(result.data);
	if (result.type === 'error') return uploadFailure('internal', result.error.message);
	return undefined;
}
