import type { UploadResult } from '../rules/results.ts';

/**
 * `uploading` while bytes leave the browser, `processing` from the last byte to the answer; then `done`, `failed` or
 * `cancelled` until the next submission.
 */
export type UploadFormStatus = 'idle' | 'uploading' | 'processing' | 'done' | 'failed' | 'cancelled';

/** How far a submission is. */
export interface UploadFormProgress {
	/** Bytes that left the browser, the form's framing included. */
	sentBytes: number;
	/** Bytes of the whole request; 0 until the browser tells it. */
	totalBytes: number;
	/** Whole percent, 0 to 100, rounded down. */
	percent: number;
}

/**
 * One form's submission as reactive state. Hand it to `fastioEnhance({ state })` and read it in the markup.
 * The properties are getters: destructuring them loses reactivity.
 *
 * @example
 * ```svelte
 * <script>
 *   import { enhance } from '$app/forms';
 *   import { fastioEnhance, UploadFormState } from 'sveltekit-fastio';
 *   const upload = new UploadFormState();
 * </script>
 * <form method="POST" enctype="multipart/form-data" use:enhance={fastioEnhance({ state: upload })}>
 *   <input type="file" name="file" />
 *   <button disabled={upload.busy}>{upload.busy ? `${upload.percent}%` : 'Send'}</button>
 * </form>
 * ```
 */
export class UploadFormState {
	#status: UploadFormStatus = $state('idle');
	#sentBytes = $state(0);
	#totalBytes = $state(0);
	#fileNames: string[] = $state.raw([]);
	#result: UploadResult | undefined = $state.raw();
	#abort: (() => void) | undefined;

	get status(): UploadFormStatus {
		return this.#status;
	}

	/** A submission is under way. */
	get busy(): boolean {
		return this.#status === 'uploading' || this.#status === 'processing';
	}

	/** Bytes that left the browser, the form's framing included. */
	get sentBytes(): number {
		return this.#sentBytes;
	}

	/** Bytes of the whole request; 0 until the browser tells it. */
	get totalBytes(): number {
		return this.#totalBytes;
	}

	/** Whole percent, 0 to 100, rounded down. */
	get percent(): number {
		if (this.#totalBytes === 0) return 0;
		return Math.min(100, Math.floor((this.#sentBytes / this.#totalBytes) * 100));
	}

	/** Names of the files in the latest submission, as the visitor's disk has them. */
	get fileNames(): string[] {
		return this.#fileNames;
	}

	/** What the latest submission came to, where the action's data is one of our results. */
	get result(): UploadResult | undefined {
		return this.#result;
	}

	/**
	 * Stops the submission while bytes still leave: the connection closes, and the server stores nothing of a file
	 * that it has only in part. No-op at rest and while `processing`: the server has everything by then and finishes.
	 */
	cancel(): void {
		if (this.#status === 'uploading') this.#abort?.();
	}

	/** Forgets the latest outcome. No-op while a submission is under way. */
	reset(): void {
		if (this.busy) return;
		this.#status = 'idle';
		this.#result = undefined;
		this.#fileNames = [];
		this.#sentBytes = 0;
		this.#totalBytes = 0;
	}

	/** For senders such as `fastioEnhance`: a submission begins. */
	start(fileNames: string[], abort: () => void): void {
		this.reset();
		this.#fileNames = fileNames;
		this.#abort = abort;
		this.#status = 'uploading';
	}

	/** For senders: this many bytes have left. */
	advance(sentBytes: number, totalBytes: number): void {
		if (!this.busy) return;
		this.#sentBytes = sentBytes;
		this.#totalBytes = totalBytes;
		if (totalBytes > 0 && sentBytes >= totalBytes) this.#status = 'processing';
	}

	/** For senders: the submission is over. */
	finish(status: 'done' | 'failed' | 'cancelled', result?: UploadResult): void {
		this.#status = status;
		this.#result = result;
		this.#abort = undefined;
	}
}
