import { isActionFailure, isHttpError, isRedirect } from '@sveltejs/kit';
import type { ActionFailure, RequestEvent } from '@sveltejs/kit';
import { FastioError } from '../rules/errors.ts';
import { uniqueFileName } from '../rules/file-name.ts';
import type { FailedFile, FileOutcome, UploadedFile } from '../rules/results.ts';
import type { IndexableFile } from '../api.ts';
import { withIndexed } from '../api/events/stored-file.ts';
import { accountOf } from './account.ts';
import type { Admission } from './admit.ts';
import type { Definition } from './define.ts';
import { report, toFastioError } from './failures.ts';
import { TotalMeter } from './file-meter.ts';
import { placeSlots } from './place-slots.ts';
import { failedFile, notKept } from './slot.ts';
import type { Slot } from './slot.ts';
import type { IncomingFile } from './store-file.ts';
import { checkFile, storeFile } from './store-file.ts';
import type { TicketHolder } from './upload-ticket.ts';
import { identify } from './visitor.ts';

/** What `onUploaded` made of the files. */
export type HandedOver<R> = { result: R } | { refused: ActionFailure<unknown> };

/** Shown for a file whose token could not be read. */
const UNKNOWN_FILE_NAME = 'file';

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
	readonly #names = new Map<string, Set<string>>();
	/** Aborts with the first failure of an `atomic` submission. */
	readonly #spoilt = new AbortController();

	constructor(definition: Definition<R>, event: RequestEvent, admission: Admission) {
		this.#definition = definition;
		this.#event = event;
		this.#admission = admission;
		this.total = new TotalMeter(definition.limits.maxTotalBytes, admission.quotaBytes);
	}

	/** A name that no other file of this submission has in its folder. */
	nameFor(name: string, folder = ''): string {
		const taken = this.#names.get(folder) ?? new Set();
		this.#names.set(folder, taken);
		return uniqueFileName(name, taken);
	}

	/**
	 * Checks and stores one file. Never rejects: a failure is kept with the file. After the first failure of an `atomic`
	 * submission, files are still checked, so that each has its verdict, and no longer stored.
	 */
	async add(file: IncomingFile, signal: AbortSignal): Promise<void> {
		const definition = this.#definition as Definition;
		const slot: Slot = { file };
		this.#slots.push(slot);
		await this.#attempt(slot, async () => {
			await checkFile(definition, this.#event, file);
			const spoilt = this.#spoilt.signal;
			try {
				spoilt.throwIfAborted();
				const either = AbortSignal.any([signal, spoilt]);
				slot.stored = await storeFile(definition, this.#admission.destination, file, either);
			} catch (error) {
				throw spoilt.aborted ? notKept(file.name) : error;
			}
		});
	}

	/** Takes in a file that is stored already. */
	adopt(stored: UploadedFile): void {
		this.#slots.push({ file: { name: stored.name, field: stored.field }, stored });
	}

	/** Keeps a place for the file that a token of the form stands for, until {@link placeHeld}. */
	claim(token: string, field: string): void {
		this.#slots.push({ file: { name: UNKNOWN_FILE_NAME, field }, token });
	}

	/**
	 * Places the files that the form's tokens stand for, three at a time, by the same rules as every other file. A
	 * token that is not the sender's, has expired or comes twice is a failure of its file alone.
	 *
	 * @throws what the app's `identify` throws.
	 */
	async placeHeld(): Promise<void> {
		const slots = this.#slots.filter(({ token }) => token !== undefined);
		if (slots.length === 0) return;
		await placeSlots(slots, {
			holder: await this.#holder(),
			total: this.total,
			nameFor: (name, folder) => this.nameFor(name, folder),
			attempt: (slot, step) => this.#attempt(slot, step),
			spoilt: this.#spoilt.signal
		});
	}

	async #holder(): Promise<TicketHolder> {
		const definition = this.#definition as Definition;
		const { destination, userId } = this.#admission;
		return { definition, destination, userId: userId ?? (await identify(definition, this.#event)) };
	}

	async #attempt(slot: Slot, step: () => Promise<void>): Promise<void> {
		try {
			await step();
		} catch (error) {
			slot.error = toFastioError(error);
			report(this.#definition.name, slot.error);
			if (this.#definition.rules.atomic) this.#spoilt.abort(slot.error);
		}
	}

	/** Deletes the session that held a file and has given it away. One that can't be deleted expires. */
	async #clearAway(slot: Slot): Promise<void> {
		const { held, stored } = slot;
		if (!held || !stored) return;
		delete slot.held;
		await this.#definition.fastio.uploads.cancel(held.uploadId, this.account).catch(() => {});
	}

	async #clearAllAway(): Promise<void> {
		await Promise.all(this.#slots.map((slot) => this.#clearAway(slot)));
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
		return accountOf(this.#admission.destination);
	}

	/** The first failure in the order of the form; of an `atomic` submission the one that ended it. */
	get firstError(): FastioError | undefined {
		if (this.#spoilt.signal.aborted) return this.#spoilt.signal.reason as FastioError;
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
				// It has given its file away: the token is of no use any more.
				await this.#clearAway(slot);
				try {
					const { fileId, versionId } = slot.stored;
					await this.#definition.fastio.files.undoUpload(fileId, { ...this.account, versionId });
					delete slot.stored;
					slot.error = notKept(slot.file.name);
				} catch (error) {
					report(this.#definition.name, toFastioError(error));
				}
			})
		);
	}

	#indexable(file: UploadedFile): IndexableFile {
		return withIndexed({ ...file }, () => this.#definition.fastio.files.indexed(file.fileId, this.account));
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
		if (!onUploaded || this.stored.length === 0) {
			await this.#clearAllAway();
			return { result: undefined as R };
		}
		try {
			const { failed } = this;
			const { userId = '' } = this.#admission;
			const files = this.stored.map((file) => this.#indexable(file));
			const result = await onUploaded({ event: this.#event, files, failed, fields, userId });
			if (!isActionFailure(result)) {
				await this.#clearAllAway();
				return { result: result as R };
			}
			await this.undo();
			return { refused: result };
		} catch (error) {
			if (isRedirect(error)) {
				await this.#clearAllAway();
				if (this.firstError) return { result: undefined as R };
				throw error;
			}
			await this.undo();
			throw isHttpError(error) ? error : toFastioError(error);
		}
	}
}
