import type { UploadRequest } from './upload-wire.ts';

type OnProgress = UploadRequest['onProgress'];

/** Reports a body that may be sent again: only what goes beyond the furthest point so far. */
export function rising(
	onProgress: OnProgress,
	totalBytes: number | undefined
): ((sentBytes: number) => void) | undefined {
	if (!onProgress) return undefined;
	let furthest = 0;
	return (sentBytes) => {
		if (sentBytes <= furthest) return;
		furthest = sentBytes;
		onProgress({ sentBytes, totalBytes });
	};
}

/** Reports the sum over slices. A slice that is sent again counts its furthest point, so the sum never falls. */
export function summed(
	onProgress: OnProgress,
	totalBytes: number,
	count: number
): ((index: number, sentBytes: number) => void) | undefined {
	if (!onProgress) return undefined;
	const sent = new Float64Array(count);
	let sum = 0;
	return (index, sentBytes) => {
		const before = sent[index] ?? 0;
		if (sentBytes <= before) return;
		sent[index] = sentBytes;
		sum += sentBytes - before;
		onProgress({ sentBytes: sum, totalBytes });
	};
}
