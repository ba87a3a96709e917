/** Slices through the built playground under adapter-node's default body limit, by plain fetch. */
import { createHash } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startPlayground, type Playground } from '../../scripts/start-playground.ts';
import { createMemoryWatch, type MemoryWatch } from '../support/memory-watch.ts';

const MIB = 1024 ** 2;
const FILE_BYTES = 64 * MIB;
const SLICE_BYTES = 8 * MIB;
/** A quarter of the file would already be too much: three slices of 64 KiB chunks are under way. */
const MAX_RSS_ABOVE_IDLE_BYTES = 64 * MIB;

let watch: MemoryWatch;
let playground: Playground;
let cookie: string;
beforeAll(async () => {
	watch = await createMemoryWatch();
	const { BODY_SIZE_LIMIT: _, ...env } = process.env;
	playground = await startPlayground({
		env: { ...env, ...watch.env, HOST: '127.0.0.1', PORT: '0', FASTIO_API_TOKEN: '' },
		stdio: 'ignore'
	});
	const response = await call('capabilities');
	cookie = response.headers.get('set-cookie')?.split(';')[0] ?? '';
});
afterAll(async () => {
	await playground?.stop();
	await watch?.[Symbol.asyncDispose]();
});

const call = (path: string, init: RequestInit = {}) =>
	fetch(`${playground.url}/api/fastio/documents/${path}`, {
		...init,
		headers: { origin: playground.url, ...(cookie ? { cookie } : {}), ...init.headers }
	});

/** Opens an upload, sends its slices, and has it stored. */
async function upload(content: Uint8Array<ArrayBuffer>): Promise<void> {
	const opened = await call('uploads', {
		method: 'POST',
		headers: { 'content-type': 'application/json' },
		body: JSON.stringify({ name: 'large.bin', type: 'video/mp4', size: content.length })
	});
	const { id, sliceBytes, slices } = (await opened.json()) as {
		id: string;
		sliceBytes: number;
		slices: number;
	};
	expect([opened.status, sliceBytes, slices]).toEqual([201, SLICE_BYTES, FILE_BYTES / SLICE_BYTES]);
	const numbers = Array.from({ length: slices }, (_, index) => index + 1);
	const send = async () => {
		for (let n = numbers.shift(); n !== undefined; n = numbers.shift()) {
			const response = await call(`uploads/${id}/chunks/${n}`, {
				method: 'PUT',
				headers: { 'content-type': 'application/octet-stream' },
				body: content.subarray((n - 1) * sliceBytes, n * sliceBytes)
			});
			expect([response.status, await response.text()]).toEqual([200, '{"success":true}']);
		}
	};
	await Promise.all([send(), send(), send()]);
	const completed = await call(`uploads/${id}/complete`, { method: 'POST' });
	expect([completed.status, await completed.json()]).toMatchObject([200, { success: true }]);
	expect((await call(`uploads/${id}?keep=file`, { method: 'DELETE' })).status).toBe(204);
}

test('64 MiB in slices of 8 MiB pass a limit of 512 KB byte for byte, and the app’s memory stays flat', async () => {
	const content = new Uint8Array(FILE_BYTES);
	const words = new Uint32Array(content.buffer);
	for (let at = 0; at < words.length; at += 1) words[at] = Math.imul(at + 1, 2_654_435_761);
	await upload(content);
	const used = await watch.during(playground.pid, () => upload(content));
	const { origin } = new URL(playground.target.FASTIO_API_URL);
	const files = (await (await fetch(`${origin}/_emulator/files`)).json()) as object[];
	const sha256 = createHash('sha256').update(content).digest('hex');
	expect(files).toMatchObject([{ name: 'large.bin', size: FILE_BYTES, sha256, versions: 2 }]);
	console.info(`peak RSS ${Math.round(used.peakAboveIdleBytes / MIB)} MiB above idle`);
	expect(used.peakAboveIdleBytes).toBeLessThanOrEqual(MAX_RSS_ABOVE_IDLE_BYTES);
});

test('a raw body over the limit is still refused, and the setting is named', async () => {
	const response = await call('files', {
		method: 'POST',
		headers: { 'content-type': 'application/octet-stream' },
		body: new Uint8Array(MIB)
	});
	expect([response.status, await response.json()]).toMatchObject([413, { code: 'body-limit' }]);
});
