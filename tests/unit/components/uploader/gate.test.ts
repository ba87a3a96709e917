/** What keeps a file out of the queue: the host's limit and the app's own rule. */
import { expect, test, vi } from 'vitest';
import { patterned, sha256 } from '../../../contract/wires.ts';
import { MiB, useMount } from './bench.ts';

const mount = useMount();
const fileOf = (name: string, bytes: number) => new File([patterned(bytes)], name, { lastModified: 1 });

test('a file larger than the slices of the host limit hold is refused before it starts, and the refusal names the setting', async () => {
	mount.emulator.configure({ limits: { chunks: 2 } });
	const origin = await mount.serve({ maxFileBytes: Infinity }, { maxRequestBytes: 1.5 * MiB });
	const queue = mount.queue(origin);
	await queue.prepare();
	const before = mount.emulator.requests.length;
	await queue.add([fileOf('over.bin', 2 * MiB + 1)]);
	expect([queue.files.length, mount.emulator.requests.length - before]).toEqual([0, 0]);
	expect(queue.refused).toMatchObject([
		{ error: { code: 'file-too-large', message: expect.stringContaining('maxRequestBytes') } }
	]);
	const [exact] = await queue.add([fileOf('exact.bin', 2 * MiB)]);
	await queue.settled();
	expect(exact!.state.status).toBe('stored');
});

test('files wait for the answer of an asynchronous rule of the app, which passes, refuses or fails each by itself', async () => {
	const answers = new Map<string, PromiseWithResolvers<string | undefined>>();
	const onrefused = vi.fn();
	const queue = mount.queue(await mount.serve(), {
		onrefused,
		validate(file) {
			const answer = Promise.withResolvers<string | undefined>();
			answers.set(file.name, answer);
			return answer.promise;
		}
	});
	const adding = queue.add([fileOf('good.bin', 1000), fileOf('bad.bin', 1001), fileOf('odd.bin', 1002)]);
	await expect.poll(() => answers.size).toBe(3);
	expect(queue.files.map(({ state }) => state)).toMatchObject(
		Array.from({ length: 3 }, () => ({ status: 'queued', waiting: 'checking' }))
	);
	answers.get('good.bin')!.resolve(undefined);
	answers.get('bad.bin')!.resolve('Not on Sundays.');
	answers.get('odd.bin')!.reject(new Error('The rule broke.'));
	const [good, ...others] = await adding;
	await queue.settled();
	expect([good!.state.status, others.length]).toEqual(['stored', 0]);
	expect(queue.refused.map(({ file, error }) => [file.name, error.code, error.message])).toEqual([
		['bad.bin', 'custom', 'Not on Sundays.'],
		['odd.bin', 'custom', 'The rule broke.']
	]);
	expect(onrefused).toHaveBeenCalledOnce();
	expect(mount.emulator.files()).toMatchObject([{ name: 'good.bin', sha256: sha256(patterned(1000)) }]);
});

test('a file that is cancelled while the rule of the app looks at it is told so, and never travels', async () => {
	let seen: AbortSignal | undefined;
	const queue = mount.queue(await mount.serve(), {
		validate: (_, { signal }) => {
			seen = signal;
			return new Promise<string>((resolve) => signal.addEventListener('abort', () => resolve('Too late.')));
		}
	});
	const adding = queue.add([fileOf('a.bin', 1000)]);
	await expect.poll(() => seen).toBeDefined();
	queue.files[0]!.cancel();
	await adding;
	await queue.settled();
	expect(seen!.aborted).toBe(true);
	expect(queue.files.map(({ state }) => state.status)).toEqual(['cancelled']);
	expect([queue.refused, mount.emulator.files()]).toEqual([[], []]);
});
