/**
 * Looks at the first bytes of a source without using them up: takes chunks from `next` into `kept`, which the source
 * hands out first from then on, until there are `bytes` of them or no more. Holds what it asked for and less than one chunk more.
 *
 * @returns a copy, so that the chunks may be freed.
 */
export async function headOf(
	kept: Uint8Array[],
	next: () => Promise<Uint8Array | undefined>,
	bytes: number
): Promise<Uint8Array> {
	const taken = kept.splice(0);
	let length = taken.reduce((sum, chunk) => sum + chunk.byteLength, 0);
	try {
		while (length < bytes) {
			const chunk = await next();
			if (chunk === undefined) break;
			taken.push(chunk);
			length += chunk.byteLength;
		}
	} finally {
		kept.push(...taken);
	}
	const head = new Uint8Array(Math.min(length, bytes));
	let at = 0;
	for (const chunk of taken) {
		head.set(chunk.subarray(0, head.byteLength - at), at);
		at = Math.min(head.byteLength, at + chunk.byteLength);
	}
	return head;
}
