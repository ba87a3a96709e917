import { untrack } from 'svelte';
import type { UploadFailure } from '../rules/results.ts';
import { FILE_LIST_ENGLISH } from './file-list/strings.ts';
import type { FastioLocale } from './locales/types.ts';
import { createUploader } from './uploader/create-uploader.ts';
import type { RefusedFile, Uploader } from './uploader/types.ts';
import type { UploadFormState } from './upload-form-state.svelte.ts';
import { refusedFailure } from './upload-result.ts';
import { withWords } from './words.ts';

/** What a {@link FormQueue} is told. `to`, `endpoint` and `multiple` are read once. */
export interface FormQueueInput {
	to: string;
	endpoint: string | undefined;
	multiple: boolean;
	/** Of the file field. */
	name: string;
	locale: Partial<FastioLocale> | undefined;
	/** A file was refused when it was chosen. */
	onrefused: (failure: UploadFailure) => void;
}

/** The files of a form that has a mount to send them to: held for the form, and sent when it is. */
export class FormQueue {
	readonly uploader: Uploader;
	/** The files travel before the form that is under way. */
	travelling = $state(false);
	readonly #input: () => FormQueueInput;
	readonly #upload: UploadFormState;

	/** Call while a component initialises. */
	constructor(upload: UploadFormState, input: () => FormQueueInput) {
		this.#upload = upload;
		this.#input = input;
		// Before the uploader's own end, which lets sessions be: nobody comes back to a form that is gone.
		$effect(() => () => this.uploader.clear({ all: true }));
		const { to, endpoint, multiple } = untrack(input);
		this.uploader = createUploader({
			to,
			hold: true,
			autoStart: false,
			...(endpoint !== undefined && { endpoint }),
			...(!multiple && { maxFiles: 1 }),
			get strings() {
				return input().locale?.uploader ?? {};
			},
			onrefused: (refused) => this.#refuse(refused)
		});
	}

	/** What is chosen against the rules is told at once; during a submission it is that which tells. */
	#refuse(refused: RefusedFile[]): void {
		if (this.#upload.busy) return;
		const { name, onrefused } = this.#input();
		const failure = refusedFailure(
			name,
			refused.map(({ file, error }) => ({ name: file.name, error }))
		);
		this.uploader.dismiss();
		this.#upload.finish('failed', failure);
		onrefused(failure);
	}

	/** Whether files can travel before the form. Until it is known, and where they can't, the input is a native one. */
	get ready(): boolean {
		return this.uploader.capabilities?.features.tokens === true;
	}

	/** What is heard of the files that were chosen. */
	get added(): string {
		const { files } = this.uploader;
		const words = withWords(FILE_LIST_ENGLISH, this.#input().locale?.list);
		const latest = files.at(-1);
		return latest ? words.announceAdded(files.length, latest.name) : '';
	}

	/** After a cancel: the files are still chosen. */
	restore(): void {
		const { uploader } = this;
		const files = uploader.files.map(({ source, relativePath }) => ({ file: source, relativePath }));
		uploader.clear({ all: true });
		void uploader.add(files);
	}
}
