import { isActionFailure, isHttpError, isRedirect } from '@sveltejs/kit';
import type { ActionFailure, RequestEvent } from '@sveltejs/kit';
import { FastioError } from '../rules/errors.ts';
import { uniqueFileName } from '../rules/file-name.ts';
import type { FailedFile, FileOutcome, UploadedFile } from '../rules/results.ts';
import type { Admission } from './admit.ts';
import type { Definition } from './define.ts';
import { publicCode, publicMessage, report, toFastioError } from './failures.ts';
import { TotalMeter } from './file-meter.ts';
import type { IncomingFile } from './store-file.ts';
import { checkFile, storeFile } from './store-file.ts';

/** What `onUploaded` made of the files. */
export type HandedOver<R> = { result: R } | { refused: ActionFailure<unknown> };

type Slot = { file: IncomingFile; stored?: UploadedFile; error?: FastioError };

/**
 * The files of one request and what became of each, on every path. Files take their slot in the order of the form,
 * whenever they finish.
 */
export class Submission<R> {
	readonly total: TotalMeter;
	readonly #definition: Definition<R>;
	readonly #event: RequestEvent;
	readonly #admission: Admission;
	readonly #slots: Slot[] = [];
	readonly #names = new Set<string>();

	constructor(definition: Definition<R>, event: RequestEvent, admission: Admission) {
		this.#definition = definition;
		this.#event = event;
		this.#admission = admission;
		this.total = new TotalMeter(definition.limits.maxTotalBytes);
	}

	/** A name that no other file of this submission has. */
	nameFor(name: string): string {
		return uniqueFileName(name, this.#names);
	}

	/** Checks and stores one file. Never rejects: a failure is kept with the file. */
	async add(file: IncomingFile, signal: AbortSignal): Promise<void> {
		const slot: Slot = { file };
		this.#slots.push(slot);
		try {
			await checkFile(this.#definition as Definition, file);
			slot.stored = await storeFile(
				this.#definition as Definition,
				this.#admission.destination,
				file,
				signal
			);
		} catch (error) {
			slot.error = toFastioError(error);
			report(this.#definition.name, slot.error);
		}
	}

	/** How many files were sent. */
	get count(): number {
		return this.#slots.length;
	}

	get stored(): UploadedFile[] {
		return this.#slots.flatMap((slot) => slot.stored ?? []);
	}

	/** Whose workspace the files are in, where it is not the client's own: for later calls about them. */
	get account(): { workspaceId?: string; token?: string } {
		const { workspaceId, token } = this.#admission.destination;
		return { ...(workspaceId ? { workspaceId } : {}), ...(token ? { token } : {}) };
	}

	/** The first failure in the order of the form. */
	get firstError(): FastioError | undefined {
		return this.#slots.find((slot) => slot.error)?.error;
	}

	/** The files that are not stored, in the order of the form. */
	get failed(): FailedFile[] {
		return this.#slots.flatMap((slot) => (slot.stored ? [] : failedFile(slot)));
	}

	/** What became of each file, in the order of the form. */
	outcomes(): FileOutcome[] {
		return this.#slots.map((slot) =>
			slot.stored ? { status: 'stored', ...slot.stored } : { status: 'failed', ...failedFile(slot) }
		);
	}

	/**
	 * Takes back every stored file. One that can't be taken back (wire `v1` has no delete, or Fast.io is down) stays
	 * listed as stored, with its id.
	 */
	async undo(): Promise<void> {
		await Promise.all(
			this.#slots.map(async (slot) => {
				if (!slot.stored) return;
				try {
					const { fileId, versionId } = slot.stored;
					await this.#definition.fastio.files.undoUpload(fileId, { ...this.account, versionId });
					delete slot.stored;
					slot.error = new FastioError('aborted', `${slot.file.name} was not kept: the submission failed.`);
				} catch (error) {
					report(this.#definition.name, toFastioError(error));
				}
			})
		);
	}

	/**
	 * Tells the app what is stored, and resolves with what it returned. If it throws or returns `fail()` (`refused`)
	 * the files are taken back first. A redirect keeps them, and passes through when every file is stored: otherwise
	 * the visitor would never learn which one is not.
	 *
	 * @throws what `onUploaded` threw when it is SvelteKit's own, else a FastioError.
	 */
	async hand(fields: FormData): Promise<HandedOver<R>> {
		const { onUploaded } = this.#definition.rules;
		if (!onUploaded || this.stored.length === 0) return { result: undefined as R };
		try {
			const { stored: files, failed } = this;
			const { userId = '' } = this.#admission;
			const result = await onUploaded({ event: this.#event, files, failed, fields, userId });
			if (!isActionFailure(result)) return { result: result as R };
			await this.undo();
			return { refused: result };
		} catch (error) {
			if (isRedirect(error)) {
				if (this.firstError) return { result: undefined as R };
				throw error;
			}
			await this.undo();
			throw isHttpError(error) ? error : toFastioError(error);
		}
	}
}

function failedFile({ file, error }: Slot): FailedFile {
	const reason = error ?? new FastioError('aborted', 'The upload was interrupted.');
	return {
		name: file.name,
		...(file.field === undefined ? {} : { field: file.field }),
		code: publicCode(reason),
		error: publicMessage(reason)
	};
}
