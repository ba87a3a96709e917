const KiB = 1024;
const MiB = 1024 * KiB;

/** Largest file a definition takes unless it says otherwise: 100 MiB. */
export const DEFAULT_MAX_FILE_BYTES = 100 * MiB;
/** Smallest file a definition takes unless it says otherwise: 1 byte, so empty files are refused. */
export const DEFAULT_MIN_FILE_BYTES = 1;
/** Most files in one form unless the definition says otherwise: 10. */
export const DEFAULT_MAX_FILES = 10;
/** Most text fields in one form: 100. */
export const DEFAULT_MAX_FIELDS = 100;
/** Longest text field, in bytes: 64 KiB. At the most 100 × 64 KiB of text are held per request. */
export const DEFAULT_MAX_FIELD_BYTES = 64 * KiB;

/** The numbers one definition enforces on every path. `undefined` is no limit of ours. */
export interface Limits {
	/** Largest single file in bytes. Default 100 MiB. `Infinity` leaves only the plan's own limit. */
	maxFileBytes: number;
	/** Smallest single file in bytes. Default 1. */
	minFileBytes: number;
	/** Most files in one submission. Default 10. */
	maxFiles: number;
	/** Most bytes of all files of one submission together. Default: no limit. */
	maxTotalBytes: number | undefined;
	/** Most text fields in one form. Default 100. */
	maxFields: number;
	/** Longest text field in bytes. Default 64 KiB. */
	maxFieldBytes: number;
}

/**
 * Fills in the defaults.
 *
 * @throws RangeError when a number is negative, `NaN` or, where a count is meant, not a whole number: a typo in a
 * rule must not become "no limit".
 */
export function resolveLimits(limits: Partial<Limits>): Limits {
	const resolved: Limits = {
		maxFileBytes: limits.maxFileBytes ?? DEFAULT_MAX_FILE_BYTES,
		minFileBytes: limits.minFileBytes ?? DEFAULT_MIN_FILE_BYTES,
		maxFiles: limits.maxFiles ?? DEFAULT_MAX_FILES,
		maxTotalBytes: limits.maxTotalBytes,
		maxFields: limits.maxFields ?? DEFAULT_MAX_FIELDS,
		maxFieldBytes: limits.maxFieldBytes ?? DEFAULT_MAX_FIELD_BYTES
	};
	for (const [name, value] of Object.entries(resolved)) {
		if (value === undefined || value === Infinity) continue;
		if (!Number.isInteger(value) || value < 0) {
			throw new RangeError(`${name} must be a whole number of 0 or more, or Infinity; got ${value}`);
		}
	}
	if (resolved.minFileBytes > resolved.maxFileBytes) {
		throw new RangeError(
			`minFileBytes (${resolved.minFileBytes}) is larger than maxFileBytes (${resolved.maxFileBytes})`
		);
	}
	return resolved;
}
