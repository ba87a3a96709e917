import { combineCrc32c } from './combine.ts';
import { crc32cOf } from './crc32c.ts';
import type { Checksums } from './types.ts';
import type { ChecksumAnswer, ChecksumRequest } from './worker.ts';

/**
 * Checksums in a worker. Where none can be made (a Content-Security-Policy without `worker-src 'self'`, Node) this
 * thread computes them, 1 MiB at a time.
 *
 * @throws where WebAssembly is not allowed (`script-src` without `'wasm-unsafe-eval'`): uploads then go without.
 */
export async function createChecksums(): Promise<Checksums> {
	await crc32cOf(new Blob());
	const remote = startWorker();
	return {
		crc32c: (blob, signal) => remote.hash(blob, signal),
		combine: combineCrc32c,
		close: () => remote.close()
	};
}

interface Remote {
	hash(blob: Blob, signal?: AbortSignal): Promise<string>;
	close(): void;
}

function startWorker(): Remote {
	let worker: Worker | undefined;
	let last = 0;
	const waiting = new Map<number, { blob: Blob; settle: (crc32c: string | Promise<string>) => void }>();
	/** The worker can't be had: what it was asked, and all that follows, is done here. */
	const fallBack = (): void => {
		worker?.terminate();
		worker = undefined;
		for (const { blob, settle } of waiting.values()) settle(crc32cOf(blob));
		waiting.clear();
	};
	try {
		worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' });
		worker.addEventListener('error', fallBack);
		worker.addEventListener('message', ({ data }: MessageEvent<ChecksumAnswer>) => {
			const asked = waiting.get(data.id);
			waiting.delete(data.id);
			asked?.settle('error' in data ? crc32cOf(asked.blob) : data.crc32c);
		});
	} catch {
		// No Worker here.
	}
	return {
		async hash(blob, signal) {
			signal?.throwIfAborted();
			if (!worker) return crc32cOf(blob, signal);
			const id = (last += 1);
			const answer = new Promise<string>((resolve, reject) => {
				waiting.set(id, { blob, settle: resolve });
				signal?.addEventListener('abort', () => reject(signal.reason), { once: true });
			});
			const request: ChecksumRequest = { id, blob };
			worker.postMessage(request);
			return answer.finally(() => waiting.delete(id));
		},
		close: () => worker?.terminate()
	};
}
