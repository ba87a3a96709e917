/** The two numbers of a log's id, milliseconds and counter. @throws RangeError for what is no id. */
export function parseLogId(id: string): [ms: number, count: number] {
	const match = /^(\d{1,16})-(\d{1,16})$/u.exec(id);
	if (!match) throw new RangeError('A log id is two numbers with a dash between, such as 1700000000000-0.');
	return [Number(match[1]), Number(match[2])];
}

/** Negative where `a` is the earlier one, 0 for the same. @throws RangeError for what is no id. */
export function compareLogIds(a: string, b: string): number {
	const [[aMs, aCount], [bMs, bCount]] = [parseLogId(a), parseLogId(b)];
	return aMs - bMs || aCount - bCount;
}
