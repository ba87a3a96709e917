import { createHash } from 'node:crypto';
import { afterAll, afterEach } from 'vitest';
import { createFastio, type Fastio, type FastioOptions } from '../../src/api.ts';
import { createEmulator, type Emulator, type EmulatorOptions } from '../../src/emulator.ts';

export const MiB = 1024 ** 2;

/** One emulator for a test file, emptied after each test. */
export async function startEmulator(options: EmulatorOptions = {}): Promise<Emulator> {
	const emulator = await createEmulator({ asyncDelayMs: 1, ...options });
	afterEach(() => emulator.reset());
	afterAll(() => emulator.close());
	return emulator;
}

/** A client of one wire of the emulator, without retries unless the options ask for them. */
export function connectTo(
	emulator: Emulator,
	wire: 'sessions' | 'v1',
	options: Partial<FastioOptions> = {}
): Fastio {
	return createFastio({
		token: emulator.token,
		workspaceId: emulator.workspaceId,
		apiUrl: wire === 'v1' ? emulator.v1Url : emulator.url,
		retry: { retries: false },
		...options
	});
}

/** Bytes that differ from place to place, so that a slice in the wrong place changes the hash. */
export function patterned(size: number): Uint8Array<ArrayBuffer> {
	const bytes = new Uint8Array(size);
	const words = new Uint32Array(bytes.buffer, 0, Math.floor(size / 4));
	for (let at = 0; at < words.length; at += 1) words[at] = Math.imul(at + 1, 2_654_435_761);
	return bytes;
}

export function sha256(bytes: Uint8Array): string {
	return createHash('sha256').update(bytes).digest('hex');
}

/** The same bytes as a stream that is read in pieces of 50,000. */
export function streamOf(bytes: Uint8Array<ArrayBuffer>): ReadableStream<Uint8Array> {
	let at = 0;
	return new ReadableStream<Uint8Array>(
		{
			pull(controller) {
				if (at >= bytes.length) return controller.close();
				controller.enqueue(bytes.subarray(at, (at += 50_000)));
			}
		},
		{ highWaterMark: 0 }
	);
}

/** A stream that gives `first` and then nothing, until it is aborted or failed. */
export function stalling(first: Uint8Array): {
	stream: ReadableStream<Uint8Array>;
	fail(error: unknown): void;
} {
	let controller!: ReadableStreamDefaultController<Uint8Array>;
	const stream = new ReadableStream<Uint8Array>({
		start(given) {
			controller = given;
			given.enqueue(first);
		}
	});
	return { stream, fail: (error) => controller.error(error) };
}

/** `METHOD path` of every request so far, ids replaced by `{id}`. */
export function callsOf(emulator: Emulator): string[] {
	return emulator.requests.map(
		({ method, path }) => `${method} ${path.replace(/\/[0-9a-z]{18,30}(?=\/)/gu, '/{id}')}`
	);
}
