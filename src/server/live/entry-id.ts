/** An id of the log, `milliseconds-counter`. */
const ENTRY_ID = /^\d{1,16}-\d{1,16}$/u;

/** Whether a page may have got this id from us. */
export function isEntryId(id: string): boolean {
	return ENTRY_ID.test(id);
}

/** Negative when `a` is the earlier one, 0 when they are the same. */
export function compareEntryIds(a: string, b: string): number {
	const [aTime, aCount] = a.split('-').map(Number) as [number, number];
	const [bTime, bCount] = b.split('-').map(Number) as [number, number];
	return aTime - bTime || aCount - bCount;
}

/** When the entry was made, in milliseconds since 1970 by the clock of the log. */
export function timeOfEntry(id: string): number {
	return Number(id.split('-')[0]);
}
