import type { ByteMeter } from '../multipart/byte-meter.ts';
import { FastioError, FastioLimitError } from '../rules/errors.ts';
import { formatBytes } from '../rules/format-bytes.ts';
import type { Limits } from '../rules/limits.ts';

/** Adds up the files of one submission. */
export class TotalMeter {
	receivedBytes = 0;
	readonly #maxBytes: number;
	readonly #quotaBytes: number;

	/** @param quotaBytes What the sender has room for. */
	constructor(maxBytes: number = Infinity, quotaBytes: number = Infinity) {
		this.#maxBytes = maxBytes;
		this.#quotaBytes = quotaBytes;
	}

	/** Checks a declared size before anything is sent. */
	declare(bytes: number): void {
		this.#check(this.receivedBytes + bytes);
	}

	add(bytes: number): void {
		this.receivedBytes += bytes;
		this.#check(this.receivedBytes);
	}

	#check(bytes: number): void {
		if (bytes > this.#quotaBytes) throw quotaExceeded(this.#quotaBytes);
		if (bytes <= this.#maxBytes) return;
		throw new FastioLimitError(
			'total-too-large',
			`The files are larger than ${formatBytes(this.#maxBytes)} together.`,
			{ limit: this.#maxBytes, unit: 'bytes' }
		);
	}
}

/** Counts one file while it passes and ends it at the limits of its definition. Holds no bytes. */
export class FileMeter implements ByteMeter {
	receivedBytes = 0;
	readonly #name: string;
	readonly #limits: Limits;
	readonly #total: TotalMeter;

	constructor(name: string, limits: Limits, total: TotalMeter) {
		this.#name = name;
		this.#limits = limits;
		this.#total = total;
	}

	/** Checks a declared size before anything is sent. */
	declare(bytes: number): void {
		if (bytes > this.#limits.maxFileBytes) throw fileTooLarge(this.#name, this.#limits.maxFileBytes);
		this.#total.declare(bytes);
		this.#checkMinimum(bytes);
	}

	add(bytes: number): void {
		this.receivedBytes += bytes;
		if (this.receivedBytes > this.#limits.maxFileBytes) {
			throw fileTooLarge(this.#name, this.#limits.maxFileBytes);
		}
		this.#total.add(bytes);
	}

	end(): void {
		this.#checkMinimum(this.receivedBytes);
	}

	#checkMinimum(bytes: number): void {
		const { minFileBytes } = this.#limits;
		if (bytes >= minFileBytes) return;
		if (bytes === 0) throw new FastioError('empty-file', `${this.#name} is empty.`);
		throw new FastioLimitError(
			'file-too-small',
			`${this.#name} is smaller than ${formatBytes(minFileBytes)}.`,
			{ limit: minFileBytes, unit: 'bytes' }
		);
	}
}

/** The failure of what has no room: `quotaBytes` is what was left before the request. */
export function quotaExceeded(quotaBytes: number): FastioLimitError {
	return new FastioLimitError(
		'quota-exceeded',
		quotaBytes === 0
			? 'You have no room left for files.'
			: `You have room for ${formatBytes(quotaBytes)} more, and this is larger.`,
		{ limit: quotaBytes, unit: 'bytes' }
	);
}

function fileTooLarge(name: string, maxFileBytes: number): FastioLimitError {
	return new FastioLimitError('file-too-large', `${name} is larger than ${formatBytes(maxFileBytes)}.`, {
		limit: maxFileBytes,
		unit: 'bytes'
	});
}
