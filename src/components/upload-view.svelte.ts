import type { UploadFailure, UploadResult, UploadSuccess } from '../rules/results.ts';
import { isFromAnotherForm } from './senders.ts';
import type { UploadStrings } from './strings.ts';
import type { UploadFormState } from './upload-form-state.svelte.ts';
import { asUploadResult, mayBelongTo, storedNames } from './upload-result.ts';

/** The props that decide what the form says. */
export interface UploadViewInput {
	form: unknown;
	name: string;
	strings: UploadStrings;
	/** What is heard of the files that were chosen, while nothing else is to be said. */
	added: string;
}

/**
 * What the form shows now: the outcome of its own submission, or of the one that the server answered with this page
 * (JavaScript off, or not there yet). Choosing another file puts an outcome away.
 */
export class UploadView {
	readonly #state: UploadFormState;
	readonly #input: () => UploadViewInput;
	#putAway = $state(false);

	constructor(state: UploadFormState, input: () => UploadViewInput) {
		this.#state = state;
		this.#input = input;
	}

	readonly strings: UploadStrings = $derived.by(() => this.#input().strings);

	readonly #fromServer: UploadResult | undefined = $derived.by(() => {
		const { form, name } = this.#input();
		if (typeof form !== 'object' || form === null || isFromAnotherForm(form, this.#state)) return undefined;
		const result = asUploadResult(form);
		return result && mayBelongTo(result, name) ? result : undefined;
	});

	readonly result: UploadResult | undefined = $derived.by(() => {
		if (this.#state.status !== 'idle') return this.#state.result;
		return this.#putAway ? undefined : this.#fromServer;
	});

	readonly failure: UploadFailure | undefined = $derived(
		this.result?.success === false ? this.result : undefined
	);

	readonly success: UploadSuccess | undefined = $derived(this.result?.success ? this.result : undefined);

	/** Set once everything is stored. */
	readonly successText: string | undefined = $derived.by(() => {
		if (this.success) return this.strings.success(storedNames(this.success));
		// The action is not one of ours but took the form.
		if (this.#state.status === 'done') return this.strings.success(this.#state.fileNames);
		return undefined;
	});

	/** What a screen reader hears before bytes travel, and while they do: the start and each quarter, not every percent. */
	readonly announcement: string = $derived.by(() => {
		const { status, percent, fileNames } = this.#state;
		if (status === 'processing') return this.strings.processing;
		if (status === 'idle') return this.#input().added;
		if (status !== 'uploading') return '';
		const quarter = Math.floor(percent / 25) * 25;
		return quarter === 0 ? this.strings.started(fileNames) : this.strings.milestone(quarter);
	});

	/** `idle`, the submission's status, or what the server answered with this page. */
	readonly status: string = $derived.by(() => {
		if (this.#state.status !== 'idle') return this.#state.status;
		if (!this.result) return 'idle';
		return this.result.success ? 'done' : 'failed';
	});

	/** The visitor chose other files. */
	putAway = (): void => {
		this.#putAway = true;
		this.#state.reset();
	};
}
