import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { ResumeRecord } from '../../../../src/components/uploader/resume/claim.ts';
import { patterned, sha256 } from '../../../contract/wires.ts';
import type { Send } from '../../../../src/components/uploader/send.ts';
import { MiB, Page, useMount } from './bench.ts';

const mount = useMount();
const content = patterned(3 * MiB + 1234);
const big = (name = 'big.bin') => new File([content], name, { lastModified: 1 });
const small = (name: string, size = 1000) => new File([patterned(size)], name, { lastModified: 1 });
const stored = () => mount.emulator.files();
const nothingLeft = () => expect([stored(), mount.emulator.sessions()]).toEqual([[], []]);

beforeEach(() => void vi.spyOn(console, 'error').mockImplementation(() => {}));
afterEach(() => void vi.restoreAllMocks());

test('small files go as one request, large ones in slices, and all arrive byte for byte', async () => {
	const onuploaded = vi.fn();
	const onidle = vi.fn();
	const queue = mount.queue(await mount.serve({ onUploaded: () => ({ saved: true }) }), {
		onuploaded,
		onidle
	});
	const files = await queue.add([small('a.bin'), big(), small('b.bin')]);
	await queue.settled();
	expect(files.map(({ state }) => state.status)).toEqual(['stored', 'stored', 'stored']);
	expect(files.map(({ resumable }) => resumable)).toEqual([false, true, false]);
	expect(stored().find(({ name }) => name === 'big.bin')).toMatchObject({ sha256: sha256(content) });
	expect(files[1]!.state).toMatchObject({
		result: { saved: true },
		token: undefined,
		file: { size: content.length }
	});
	expect(queue.totals).toMatchObject({ files: 3, stored: 3, percent: 100, queued: 0, active: 0 });
	expect([onuploaded.mock.calls.length, onidle.mock.calls.length, queue.busy]).toEqual([3, 1, false]);
	await expect.poll(() => mount.emulator.sessions()).toEqual([]);
});

test('a slice that fails and a connection that breaks are repeated, and the file arrives', async () => {
	mount.emulator.faults.add({ kind: 'status', status: 500, on: { slice: 3 } });
	mount.emulator.faults.add({ kind: 'reset', on: { slice: 2 } });
	const queue = mount.queue(await mount.serve());
	const [file] = await queue.add([big()]);
	await queue.settled();
	expect(file!.state).toMatchObject({ status: 'stored' });
	expect(stored()).toMatchObject([{ sha256: sha256(content) }]);
});

test('what the rules refuse never comes into the queue', async () => {
	const onrefused = vi.fn();
	const queue = mount.queue(await mount.serve({ accept: ['.bin'], maxFileBytes: 5000, maxFiles: 2 }), {
		onrefused
	});
	await queue.add([
		small('a.txt'),
		big(),
		small('a.bin'),
		small('a.bin'),
		small('b.bin'),
		small('c.bin'),
		small('0.bin', 0)
	]);
	await queue.settled();
	expect(
		onrefused.mock.calls[0]![0].map((refused: { error: { code: string } }) => refused.error.code)
	).toEqual(['type-not-allowed', 'file-too-large', 'custom', 'too-many-files', 'empty-file']);
	expect(
		stored()
			.map(({ name }) => name)
			.sort()
	).toEqual(['a.bin', 'b.bin']);
});

test('a cancelled file leaves nothing upstream', async () => {
	mount.emulator.configure({ throttleBytesPerSecond: 2 * MiB });
	const queue = mount.queue(await mount.serve());
	const [file] = await queue.add([big()]);
	await expect.poll(() => mount.emulator.sessions()).toHaveLength(1);
	file!.cancel();
	await queue.settled();
	expect(file!.state).toEqual({ status: 'cancelled' });
	await expect.poll(() => mount.emulator.sessions()).toEqual([]);
	nothingLeft();
});

test('a paused file goes on where it was, and offline files wait for the connection', async () => {
	const page = new Page();
	let puts = 0;
	const queue = mount.queue(
		await mount.serve(),
		{ slicesInFlight: 1 },
		{
			page,
			send: (send) => async (request) => {
				const answer = await send(request);
				if (request.method === 'PUT' && ++puts === 2) queue.files[0]!.pause();
				if (request.method === 'PUT' && puts === 3) page.go(false);
				return answer;
			}
		}
	);
	const [file] = await queue.add([big()]);
	await expect.poll(() => file!.state).toMatchObject({ status: 'queued', waiting: 'paused' });
	expect(queue.busy).toBe(false);
	file!.resume();
	await expect.poll(() => file!.state).toMatchObject({ status: 'queued', waiting: 'offline' });
	page.go(true);
	await queue.settled();
	expect(stored()).toMatchObject([{ sha256: sha256(content) }]);
	expect(puts).toBeLessThan(8);
});

test('another page goes on where the first stopped, and leaves no record behind', async () => {
	const records = new Map<string, string>();
	const origin = await mount.serve();
	const sent: string[] = [];
	const first = mount.queue(
		origin,
		{ slicesInFlight: 1 },
		{
			records,
			send: (send) => async (request) => {
				const answer = await send(request);
				if (request.url.endsWith('/chunks/2')) setTimeout(() => first.destroy());
				if (request.url.endsWith('/chunks/3')) return new Promise(() => {});
				return answer;
			}
		}
	);
	await first.add([big()]);
	const crcs = (record: string) => (JSON.parse(record) as ResumeRecord).crcs;
	await expect
		.poll(() => [...records.values()].map((text) => crcs(text).filter(Boolean).length))
		.toEqual([2]);
	first.destroy();
	const second = mount.queue(
		origin,
		{},
		{
			records,
			send: (send) => (request) => (
				sent.push(`${request.method} ${request.url.split('/').at(-1)}`),
				send(request)
			)
		}
	);
	const [file] = await second.add([big()]);
	await second.settled();
	expect(file!.state).toMatchObject({ status: 'stored' });
	expect(stored()).toMatchObject([{ sha256: sha256(content), versions: 1 }]);
	expect(sent).not.toContain('PUT 1');
	expect(sent).not.toContain('POST uploads');
	expect(records.size).toBe(0);
});

test('a held file is in no folder, and has a token', async () => {
	const queue = mount.queue(await mount.serve(), { hold: true });
	const [file] = await queue.add([small('a.bin')]);
	await queue.settled();
	expect(file!.state).toMatchObject({
		status: 'stored',
		file: undefined,
		token: expect.stringMatching(/^fastio-file\.v1\./u)
	});
	expect(stored()).toEqual([]);
	file!.remove();
	await expect.poll(() => mount.emulator.sessions()).toEqual([]);
});

test('without a mount it says so, and refuses', async () => {
	const onrefused = vi.fn();
	const queue = mount.queue(await mount.serve(), { to: 'nothing', onrefused });
	expect(await queue.add([small('a.bin')])).toEqual([]);
	expect([queue.mounted, onrefused.mock.calls[0]![0][0].error.message]).toEqual([
		false,
		expect.stringContaining('404')
	]);
});

test('10,000 files are added in batches, between which the page may draw', async () => {
	const queue = mount.queue(await mount.serve({ maxFiles: 20_000 }), { autoStart: false });
	await queue.prepare();
	let turns = 0;
	const watch = setInterval(() => (turns += 1));
	const blob = new Uint8Array(10);
	const files = await queue.add(Array.from({ length: 10_000 }, (_, n) => new File([blob], `${n}.bin`)));
	clearInterval(watch);
	expect([files.length, queue.totals.queued]).toEqual([10_000, 10_000]);
	// How long each turn takes is measured in Chromium, by `npm run bench -- --client`.
	expect(turns).toBeGreaterThan(5);
	queue.clear({ all: true });
	expect(queue.totals).toMatchObject({ files: 0, bytes: 0, sentBytes: 0 });
});

test('a cancelled file that was added again counts once, and its first copy is not retried beside it', async () => {
	const queue = mount.queue(await mount.serve(), { autoStart: false, maxFiles: 1 });
	const [first] = await queue.add([small('a.bin')]);
	first!.cancel();
	const [second] = await queue.add([small('a.bin')]);
	first!.retry();
	expect([first!.state.status, second!.state.status]).toEqual(['cancelled', 'queued']);
	expect(queue.refused).toMatchObject([{ error: { code: 'custom' } }]);
	first!.remove();
	await queue.add([small('b.bin')]);
	expect(queue.refused[1]).toMatchObject({ error: { code: 'too-many-files' } });
	second!.cancel();
	expect(await queue.add([small('b.bin')])).toHaveLength(1);
});

test('each queue of a page asks before it is left for as long as that queue has work', async () => {
	const origin = await mount.serve();
	const page = new Page();
	const asks = () => !page.dispatchEvent(new Event('beforeunload', { cancelable: true }));

	const held =
		(send: Send): Send =>
		(request) =>
			request.method === 'GET' ? send(request) : new Promise(() => {});
	const first = mount.queue(origin, {}, { page, send: held });
	const second = mount.queue(origin, {}, { page, send: held });
	await first.add([small('a.bin')]);
	await second.add([small('b.bin')]);
	expect(asks()).toBe(true);
	first.cancel();
	expect(asks()).toBe(true);
	second.cancel();
	expect(asks()).toBe(false);
	await first.add([small('c.bin')]);
	expect(asks()).toBe(true);
	first.destroy();
	expect(asks()).toBe(false);
});

test('a file that is paused while its session is opened stays in the hands of its page, and keeps its record', async () => {
	const [records, locked, crcs] = [new Map<string, string>(), new Set<string>(), new Set<number>()];
	const send =
		(by: Send): Send =>
		async (request) => {
			if (request.method === 'PUT') {
				for (const text of records.values())
					crcs.add((JSON.parse(text) as ResumeRecord).crcs.filter(Boolean).length);
			}
			const answer = await by(request);
			if (request.url.endsWith('/uploads')) queue.pause();
			return answer;
		};
	const queue = mount.queue(await mount.serve(), { slicesInFlight: 1 }, { records, locked, send });
	const [file] = await queue.add([big()]);
	await expect.poll(() => records.size).toBe(1);
	expect([file!.state, locked.size]).toMatchObject([{ waiting: 'paused' }, 1]);
	queue.resume();
	await queue.settled();
	expect(file!.state.status).toBe('stored');
	expect([...crcs]).toEqual([0, 1, 2, 3]);
	expect([records.size, locked.size]).toEqual([0, 0]);
});

test('a record is deleted as soon as the server says that its upload is gone', async () => {
	const records = new Map<string, string>();
	const origin = await mount.serve();
	const stops = (send: Send): Send => {
		return (request) => (request.method === 'PUT' ? new Promise(() => {}) : send(request));
	};
	const first = mount.queue(origin, {}, { records, send: stops });
	await first.add([big()]);
	await expect.poll(() => records.size).toBe(1);
	first.destroy();
	const [left] = records.keys();
	const { url } = JSON.parse(records.get(left!)!) as ResumeRecord;
	await fetch(url, { method: 'DELETE', headers: { origin } });
	const second = mount.queue(origin, {}, { records, send: stops });
	await second.add([big()]);
	await expect.poll(() => [...records.keys()].map((key) => key === left)).toEqual([false]);
});

test('what is done to all files at once starts none of them in passing', async () => {
	let sent = 0;
	const queue = mount.queue(
		await mount.serve(),
		{},
		{
			send: (send) => (request) => {
				if (request.method === 'GET') return send(request);
				sent += 1;
				return new Promise(() => {});
			}
		}
	);
	await queue.add(Array.from({ length: 50 }, (_, n) => small(`${n}.bin`)));
	await expect.poll(() => sent).toBe(3);
	queue.pause();
	expect(queue.totals).toMatchObject({ queued: 50, paused: 50, active: 0 });
	queue.resume();
	await expect.poll(() => sent).toBe(6);
	queue.cancel();
	expect(queue.totals).toMatchObject({ cancelled: 50, queued: 0, active: 0 });
	await queue.settled();
	expect(sent).toBe(6);
});
