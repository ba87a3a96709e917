import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { sendFilesFirst, travelInForm, ONE_REQUEST_BYTES } from '../../../src/components/files-first.ts';
import { MiB, useMount } from './uploader/bench.ts';

const fileOf = (name: string, bytes: number) =>
	new File([new Uint8Array(bytes)], name, { lastModified: 1, type: 'application/octet-stream' });

function formOf(...files: File[]): FormData {
	const formData = new FormData();
	for (const file of files) formData.append('file', file);
	return formData;
}

beforeEach(() => void vi.spyOn(console, 'error').mockImplementation(() => {}));
afterEach(() => void vi.restoreAllMocks());

describe('files before their form', () => {
	const mount = useMount();

	test.each([
		[ONE_REQUEST_BYTES, true],
		[ONE_REQUEST_BYTES + 1, false]
	])('%d bytes travel in the form: %s', async (bytes, expected) => {
		const queue = mount.queue(await mount.serve(), { hold: true, autoStart: false });
		const half = Math.floor(bytes / 2);
		const files = formOf(fileOf('a.bin', half), fileOf('b.bin', bytes - half));
		expect(await travelInForm(queue, 'file', files)).toBe(expected);
	});

	test('travel first where the queue holds one that the form does not', async () => {
		const queue = mount.queue(await mount.serve(), { hold: true, autoStart: false });
		const [chosen, dropped] = [fileOf('a.bin', 10), fileOf('b.bin', 10)];
		await queue.add([chosen, dropped]);
		expect(await travelInForm(queue, 'file', formOf(chosen, dropped))).toBe(true);
		expect(await travelInForm(queue, 'file', formOf(chosen))).toBe(false);
	});

	test('give the form their tokens, each once, however often it was tried', async () => {
		const queue = mount.queue(await mount.serve(), { hold: true });
		const file = fileOf('a.bin', MiB);
		for (let n = 0; n < 2; n += 1) {
			const form = formOf(file);
			expect(await sendFilesFirst(queue, 'file', form)).toEqual({ sent: 'tokens' });
			expect(form.getAll('file')).toEqual([expect.any(String)]);
		}
		expect(mount.emulator.files()).toEqual([]);
	});

	test('refuse with the code and the sentence of each file, before a byte is sent', async () => {
		const queue = mount.queue(await mount.serve({ accept: ['.bin'] }), { hold: true });
		const outcome = await sendFilesFirst(queue, 'file', formOf(fileOf('a.txt', 10), fileOf('0.bin', 0)));
		expect(outcome).toMatchObject({
			sent: 'failed',
			failure: {
				success: false,
				code: 'type-not-allowed',
				files: [
					{ status: 'failed', name: 'a.txt', field: 'file', code: 'type-not-allowed' },
					{ status: 'failed', name: '0.bin', field: 'file', code: 'empty-file' }
				]
			}
		});
		expect(mount.emulator.sessions()).toEqual([]);
	});

	test('call the refusal of the app itself `rejected`', async () => {
		const queue = mount.queue(await mount.serve(), { hold: true, validate: () => 'Not on Sundays.' });
		expect(await sendFilesFirst(queue, 'file', formOf(fileOf('a.bin', 10)))).toMatchObject({
			failure: { code: 'rejected', error: 'Not on Sundays.' }
		});
	});

	test('send nothing when every file is cancelled', async () => {
		mount.emulator.configure({ throttleBytesPerSecond: MiB });
		const queue = mount.queue(await mount.serve(), { hold: true });
		const sent = sendFilesFirst(queue, 'file', formOf(fileOf('a.bin', 3 * MiB)));
		await expect.poll(() => mount.emulator.sessions()).toHaveLength(1);
		queue.cancel();
		expect(await sent).toEqual({ sent: 'nothing' });
	});
});

describe('on a wire without sessions', () => {
	const mount = useMount('v1');

	test('files of any size travel in the form', async () => {
		const queue = mount.queue(await mount.serve(), { hold: true });
		expect(await travelInForm(queue, 'file', formOf(fileOf('a.bin', MiB)))).toBe(true);
	});
});
