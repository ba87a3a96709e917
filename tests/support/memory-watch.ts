import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { residentBytes, resetPeak } from '../../bench/usage.ts';

/** What a process held while something ran, in bytes. */
export interface MemoryUse {
	/** Peak RSS (`VmHWM`) less RSS before. */
	peakAboveIdleBytes: number;
	/** Most bytes in ArrayBuffers, uncollected ones included. */
	arrayBufferBytes: number;
}

/** Watches processes that were started with its environment. Disposing removes its files. */
export interface MemoryWatch extends AsyncDisposable {
	/** For the processes to watch. */
	env: { NODE_OPTIONS: string; MEMORY_PROBE_DIR: string };
	/** Runs `work` and tells what the process held meanwhile. */
	during(pid: number, work: () => Promise<void>): Promise<MemoryUse>;
}

export async function createMemoryWatch(): Promise<MemoryWatch> {
	const folder = await mkdtemp(join(tmpdir(), 'fastio-memory-'));
	const probe = fileURLToPath(new URL('memory-probe.js', import.meta.url));
	return {
		env: { NODE_OPTIONS: `--import=${probe}`, MEMORY_PROBE_DIR: folder },
		async during(pid, work) {
			const startedAt = Date.now();
			const idleBytes = residentBytes(pid).now;
			resetPeak(pid);
			await work();
			const peakAboveIdleBytes = residentBytes(pid).peak - idleBytes;
			const windows = readFileSync(join(folder, String(pid)), 'utf8')
				.trim()
				.split('\n');
			const during = windows.map((line) => line.split(' ').map(Number)).filter(([end]) => end! >= startedAt);
			if (during.length === 0) throw new Error('The work was over before one window of the memory probe.');
			return { peakAboveIdleBytes, arrayBufferBytes: Math.max(...during.map(([, most]) => most!)) };
		},
		[Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true })
	};
}
