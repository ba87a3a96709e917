/** Larger pictures get a placeholder: decoding one takes memory beyond its file. 32 MiB. */
export const MAX_THUMBNAIL_SOURCE_BYTES = 32 * 1024 * 1024;
/** Edge of a thumbnail, in device pixels. */
const EDGE = 96;
/** Pictures decoded at a time. */
const PARALLEL = 2;

let busy = 0;
const waiting: (() => void)[] = [];

/**
 * Draws a picture small into the canvas. The browser decodes and shrinks it off the main thread, two at a time, and
 * nothing but the small bitmap is kept. Resolves with `false` for what is no picture the browser can read.
 */
export async function drawThumbnail(
	canvas: HTMLCanvasElement,
	file: File,
	signal: AbortSignal
): Promise<boolean> {
	if (!/^image\/(?!svg)/u.test(file.type) || file.size > MAX_THUMBNAIL_SOURCE_BYTES) return false;
	if (busy >= PARALLEL) await new Promise<void>((resolve) => waiting.push(resolve));
	busy += 1;
	try {
		if (signal.aborted) return false;
		let bitmap = await createImageBitmap(file, { resizeWidth: EDGE, resizeQuality: 'medium' });
		if (bitmap.height < EDGE && !signal.aborted) {
			// A wide one: its height must fill the square.
			bitmap.close();
			bitmap = await createImageBitmap(file, { resizeHeight: EDGE, resizeQuality: 'medium' });
		}
		if (signal.aborted) {
			bitmap.close();
			return false;
		}
		canvas.width = canvas.height = EDGE;
		const side = Math.min(bitmap.width, bitmap.height);
		const left = (bitmap.width - side) / 2;
		const top = (bitmap.height - side) / 2;
		canvas.getContext('2d')?.drawImage(bitmap, left, top, side, side, 0, 0, EDGE, EDGE);
		bitmap.close();
		return true;
	} catch {
		return false;
	} finally {
		busy -= 1;
		waiting.shift()?.();
	}
}
