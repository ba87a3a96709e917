import { isActionFailure, isHttpError, isRedirect } from '@sveltejs/kit';
import type { ActionFailure, RequestEvent } from '@sveltejs/kit';
import { FastioError } from '../rules/errors.ts';
import { uniqueFileName } from '../rules/file-name.ts';
import type { FileOutcome, UploadedFile } from '../rules/results.ts';
import type { Definition, UploadDestination } from './define.ts';
import { publicMessage, report, toFastioError } from './failures.ts';
import { TotalMeter } from './file-meter.ts';
import type { IncomingFile } from './store-file.ts';
import { checkFile, storeFile } from './store-file.ts';
import { identify } from './visitor.ts';

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
	readonly #destination: UploadDestination;
	readonly #slots: Slot[] = [];
	readonly #names = new Set<string>();

	constructor(definition: Definition<R>, event: RequestEvent, destination: UploadDestination) {
		this.#definition = definition;
		this.#event = event;
		this.#destination = destination;
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
			slot.stored = await storeFile(this.#definition as Definition, this.#destination, file, signal);
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
		const { workspaceId, token } = this.#destination;
		return { ...(workspaceId ? { workspaceId } : {}), ...(token ? { token } : {}) };
	}

	/** The first failure in the order of the form. */
	get firstError(): FastioError | undefined {
		return this.#slots.find((slot) => slot.error)?.error;
	}

	outcomes(): FileOutcome[] {
		return this.#slots.map(({ file, stored, error }) => {
			if (stored) return { status: 'stored', ...stored };
			const failed = error ?? new FastioError('aborted', 'The upload was interrupted.');
			return {
				status: 'failed',
				name: file.name,
				...(file.field === undefined ? {} : { field: file.field }),
				code: failed.code,
				error: publicMessage(failed)
			};
		});
	}

	/**
	 * Takes back every stored file because of `reason`. A file that can't be taken back (wire `v1` has no delete, or
	 * Fast.io is down) stays listed as stored, with its id.
	 */
	async undo(reason: FastioError): Promise<void> {
		await Promise.all(
			this.#slots.map(async (slot) => {
				if (!slot.stored) return;
				try {
					const { fileId, versionId } = slot.stored;
					await this.#definition.fastio.files.undoUpload(fileId, { ...this.account, versionId });
					delete slot.stored;
					slot.error = reason;
				} catch (error) {
					report(this.#definition.name, toFastioError(error));
				}
			})
		);
	}

	/**
	 * Tells the app what is stored, and resolves with what it returned. If it throws or returns `fail()` (`refused`)
	 * the files are taken back first; a redirect keeps them.
	 *
	 * @throws what `onUploaded` threw when it is SvelteKit's own, else a FastioError.
	 */
	async hand(fields: FormData): Promise<HandedOver<R>> {
		const { onUploaded } = this.#definition.rules;
		if (!onUploaded || this.stored.length === 0) return { result: undefined as R };
		try {
			const userId = await identify(this.#definition as Definition, this.#event);
			const result = await onUploaded({ event: this.#event, files: this.stored, fields, userId });
			if (!isActionFailure(result)) return { result: result as R };
			await this.undo(refusedByApp());
			return { refused: result };
		} catch (error) {
			if (isRedirect(error)) throw error;
			const failure = toFastioError(error);
			await this.undo(isHttpError(error) ? refusedByApp() : failure);
			throw isHttpError(error) ? error : failure;
		}
	}
}

function refusedByApp(): FastioError {
	return new FastioError('rejected', 'The upload was not accepted and has been removed.');
}
