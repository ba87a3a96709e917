import { untrack } from 'svelte';
import { isSame } from '../files-first.ts';
import type { AddableFile, Uploader } from '../uploader/types.ts';
import { chosenFiles } from './dropped-files.ts';
import { putFiles } from './form-input.ts';

/** What a {@link ZoneFiles} is told. Read at each event. */
export interface ZoneFilesInput {
	uploader: Uploader;
	/** The zone is a field of a form. */
	named: boolean;
	several: boolean;
	onchosen: ((files: AddableFile[]) => void) | undefined;
}

/**
 * Brings files into the queue. Where the zone is a field of a form its input holds what the queue holds, so that
 * `required` is right and the form has its files whoever submits it.
 */
export class ZoneFiles {
	readonly #input: () => ZoneFilesInput;
	#field: HTMLInputElement | undefined = $state();
	/** While the queue decides about files, the input keeps what was chosen. */
	#adding = 0;

	/** Call while a component initialises. */
	constructor(input: () => ZoneFilesInput) {
		this.#input = input;
		// Chosen before our code or the rules were there.
		$effect(() => {
			if (!this.native && this.#field) untrack(() => this.take(this.#field!));
		});
		const cancelled = $derived(input().uploader.totals.cancelled);
		$effect(() => {
			const { named, uploader } = input();
			if (!named || this.native) return;
			void [uploader.files, cancelled];
			untrack(this.#mirror);
		});
	}

	/** The files stay in the input: there is no queue for them yet, or none at all. */
	readonly native: boolean = $derived.by(() => {
		const { named, uploader } = this.#input();
		return named && uploader.capabilities?.features.tokens !== true;
	});

	/** For the file input. A form that is reset forgets its files. */
	attach = (field: HTMLInputElement): (() => void) => {
		this.#field = field;
		const control = new AbortController();
		const { named } = untrack(this.#input);
		const reset = () => this.#input().uploader.clear({ all: true });
		if (named) field.form?.addEventListener('reset', reset, { signal: control.signal });
		return () => control.abort();
	};

	choose = (): void => this.#field?.click();

	/** Files were picked in an input of the zone. */
	picked = (from: HTMLInputElement): void => {
		if (this.native) this.#input().onchosen?.([...from.files!]);
		else this.take(from, true);
	};

	/** Files were dropped or pasted. */
	add = (files: AddableFile[]): void => {
		const { several, onchosen } = this.#input();
		onchosen?.(files);
		if (!this.native) void this.#enqueue(files);
		else if (this.#field) putFiles(this.#field, several ? files : files.slice(0, 1));
	};

	take(from: HTMLInputElement, tell = false): void {
		if (!from.files || from.files.length === 0) return;
		const files = chosenFiles(from.files);
		if (tell) this.#input().onchosen?.(files);
		if (from !== this.#field || !this.#input().named) from.value = ''; // the same file may be chosen again
		void this.#enqueue(files);
	}

	async #enqueue(files: AddableFile[]): Promise<void> {
		const { uploader, named, several } = this.#input();
		if (!named) return void uploader.add(files);
		const known = uploader.files.filter(({ state }) => state.status !== 'cancelled');
		const more = files.filter((added) => {
			const file = added instanceof Blob ? added : added.file;
			return !known.some(({ source }) => isSame(source, file));
		});
		if (more.length === 0) return this.#mirror();
		if (!several) uploader.clear({ all: true });
		this.#adding += 1;
		await uploader.add(several ? more : more.slice(0, 1));
		this.#adding -= 1;
		this.#mirror();
	}

	#mirror = (): void => {
		if (!this.#field || this.#adding > 0) return;
		const kept = this.#input().uploader.files.filter(({ state }) => state.status !== 'cancelled');
		const files = kept.map(({ source }) => source);
		putFiles(this.#field, files);
	};
}
