import type { BodyReader } from '../../multipart/body-reader.ts';
import { FastioError, FastioLimitError } from '../../rules/errors.ts';

/** Largest delivery: 256 KiB. Events are some hundred bytes. */
export const DEFAULT_MAX_DELIVERY_BYTES = 256 * 1024;
/** Longest time from the head of a delivery to the end of its body: 10 s. */
export const BODY_TIMEOUT_MS = 10_000;
/** Bodies that a receiver holds at a time, before it knows whether they are genuine: 64 MiB. */
export const MAX_HELD_BYTES = 64 * 1024 * 1024;

/** Counts the bytes of bodies that are held. */
export class HeldBytes {
	readonly #max: number;
	#held = 0;

	constructor(max: number) {
		this.#max = max;
	}

	/** `false`: there is no room. */
	take(bytes: number): boolean {
		if (this.#held + bytes > this.#max) return false;
		this.#held += bytes;
		return true;
	}

	give(bytes: number): void {
		this.#held -= bytes;
	}
}

/**
 * The whole body. The caller gives its bytes back to `held` when it lets go of it.
 *
 * @throws FastioLimitError `body-limit` over `maxBytes`, before anything is read where the length is declared.
 * @throws FastioError `sender-timeout`, `aborted`, `unavailable` when too much is held already, `malformed` for a body that SvelteKit hides.
 */
export async function readDelivery(
	body: BodyReader,
	maxBytes: number,
	held: HeldBytes
): Promise<Uint8Array<ArrayBuffer>> {
	if (body.hidden) {
		const hint = 'The request has no content-type: send content-type: application/json.';
		throw new FastioError('malformed', hint);
	}
	if ((body.declaredBytes ?? 0) > maxBytes) throw tooLarge(maxBytes);
	let late = false;
	const timer = setTimeout(() => {
		late = true;
		body.release();
	}, BODY_TIMEOUT_MS);
	const chunks: Uint8Array[] = [];
	let bytes = 0;
	try {
		for (let chunk = await body.read(); chunk; chunk = await body.read()) {
			if (bytes + chunk.byteLength > maxBytes) throw tooLarge(maxBytes);
			if (!held.take(chunk.byteLength)) throw new FastioError('unavailable', 'Too much arrives at a time.');
			bytes += chunk.byteLength;
			chunks.push(chunk);
		}
		return joined(chunks, bytes);
	} catch (thrown) {
		held.give(bytes);
		throw late ? new FastioError('sender-timeout', 'The request took too long to arrive.') : thrown;
	} finally {
		clearTimeout(timer);
	}
}

function tooLarge(maxBytes: number): FastioLimitError {
	return new FastioLimitError('body-limit', `The request is larger than ${maxBytes} bytes.`, {
		limit: maxBytes,
		unit: 'bytes'
	});
}

function joined(chunks: readonly Uint8Array[], bytes: number): Uint8Array<ArrayBuffer> {
	const [first] = chunks;
	// Most deliveries come in one. Nobody else has it.
	if (chunks.length === 1 && first?.buffer instanceof ArrayBuffer) return first as Uint8Array<ArrayBuffer>;
	const whole = new Uint8Array(bytes);
	let at = 0;
	for (const chunk of chunks) {
		whole.set(chunk, at);
		at += chunk.byteLength;
	}
	return whole;
}
