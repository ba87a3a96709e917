/** 100 uploads of 64 MiB at once, three slices of each in flight: nothing fails, and the app's memory is bounded. */
import { once } from 'node:events';
import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { createCRC32 } from 'hash-wasm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startPlayground, type Playground } from '../../scripts/start-playground.ts';
import { createMemoryWatch, type MemoryWatch } from '../support/memory-watch.ts';

const MIB = 1024 ** 2;
const CASTAGNOLI = 0x82f63b78;
const UPLOADS = 100;
const FILE_BYTES = 64 * MIB;
/** What the project promises: 300 slices under way hold less than a MiB each. */
const MAX_RSS_ABOVE_IDLE_BYTES = 256 * MIB;
/** 6.25 GiB through three processes that may share two cores. */
const TIMEOUT_MS = 600_000;

let watch: MemoryWatch;
let playground: Playground;
beforeAll(async () => {
	watch = await createMemoryWatch();
	const { BODY_SIZE_LIMIT: _, ...env } = process.env;
	playground = await startPlayground({
		env: { ...env, ...watch.env, HOST: '127.0.0.1', PORT: '0', FASTIO_API_TOKEN: '' },
		stdio: 'ignore'
	});
	await emulator('settings', { method: 'POST', body: JSON.stringify({ contents: 'discard' }) });
});
afterAll(async () => {
	await playground?.stop();
	await watch?.[Symbol.asyncDispose]();
});

test(
	'100 uploads of 64 MiB at once arrive, and the app holds no more than 256 MiB above idle',
	async () => {
		const used = await watch.during(playground.pid, async () => {
			const { failed, seconds } = await sendMany();
			console.info(`${UPLOADS} × ${FILE_BYTES / MIB} MiB in ${Math.round(seconds)} s`);
			expect(failed).toEqual([]);
		});
		const files = (await emulator('files')) as { size: number; crc32c: string }[];
		const sent = { size: FILE_BYTES, crc32c: await sentCrc32c() };
		expect(files.map(({ size, crc32c }) => ({ size, crc32c }))).toEqual(
			Array.from({ length: UPLOADS }, () => sent)
		);
		console.info(
			`peak RSS ${Math.round(used.peakAboveIdleBytes / MIB)} MiB above idle, ArrayBuffers ${Math.round(used.arrayBufferBytes / MIB)} MiB`
		);
		expect(used.peakAboveIdleBytes).toBeLessThanOrEqual(MAX_RSS_ABOVE_IDLE_BYTES);
	},
	TIMEOUT_MS
);

/** Of one file: each is the same block over and over, as `slice-client.js` sends it. */
async function sentCrc32c(): Promise<string> {
	const block = Buffer.alloc(64 * 1024, 'fastio');
	const hash = await createCRC32(CASTAGNOLI);
	for (let bytes = 0; bytes < FILE_BYTES; bytes += block.length) hash.update(block);
	return hash.digest();
}

/** Sends from a process of its own: its memory and its event loop are not the app's. */
async function sendMany(): Promise<{ failed: string[]; seconds: number }> {
	const script = fileURLToPath(new URL('../support/slice-client.js', import.meta.url));
	const mount = `${playground.url}/api/fastio/documents`;
	const client = fork(script, [mount, String(UPLOADS), String(FILE_BYTES)], {
		stdio: ['ignore', 'ignore', 'inherit', 'ipc']
	});
	await once(client, 'message');
	client.send('go');
	const ended = once(client, 'exit').then(([code]) => {
		throw new Error(`The client ended with ${code}.`);
	});
	const [result] = (await Promise.race([once(client, 'message'), ended])) as [
		{ failed: string[]; seconds: number }
	];
	await ended.catch(() => {});
	return result;
}

async function emulator(call: string, init?: RequestInit): Promise<unknown> {
	const { origin } = new URL(playground.target.FASTIO_API_URL);
	return (await fetch(`${origin}/_emulator/${call}`, init)).json();
}
