import { FastioLimitError } from '../rules/errors.ts';

/** Preamble and epilogue together: 64 KiB. */
const MAX_LOOSE_BYTES = 64 * 1024;
/** Boundary and headers of one part; busboy ends headers at 16 KiB. */
const MAX_PART_HEAD_BYTES = 17 * 1024;
/** Bytes of files that the parser holds back and that were not seen as content yet. */
const MAX_HELD_BYTES = 512 * 1024;

/**
 * Bounds the bytes of a form that belong to no file and to no finished field. busboy reads them without end: an
 * overlong field is only reported when it is over, and junk after the last boundary never.
 */
export class FramingBudget {
	#contentBytes = 0;
	#parts = 0;
	readonly #maxFieldBytes: number;

	constructor(maxFieldBytes: number) {
		this.#maxFieldBytes = maxFieldBytes;
	}

	/** Parts that have started. */
	get parts(): number {
		return this.#parts;
	}

	startPart(): void {
		this.#parts += 1;
	}

	addContent(bytes: number): void {
		this.#contentBytes += bytes;
	}

	/** The error once `receivedBytes` in all can no longer be explained by parts; `undefined` until then. */
	check(receivedBytes: number): FastioLimitError | undefined {
		const limit = MAX_LOOSE_BYTES + MAX_HELD_BYTES + this.#parts * MAX_PART_HEAD_BYTES + this.#maxFieldBytes;
		if (receivedBytes - this.#contentBytes <= limit) return undefined;
		return new FastioLimitError(
			'field-too-large',
			`The form has more than ${limit} bytes that belong to no file; a text field may have ${this.#maxFieldBytes}.`,
			{ limit, unit: 'bytes' }
		);
	}
}
