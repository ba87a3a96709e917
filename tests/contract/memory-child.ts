/**
 * Run by `memory.test.ts` in a process of its own: uploads a generated stream to the URL given and prints what the
 * process grew by at its peak, in bytes, and the CPU time it took, in milliseconds.
 */
import { createFastio } from '../../src/api.ts';

const [, , apiUrl = '', bytes = '0', redirect] = process.argv;
const fastio = createFastio({
	token: 'token-of-the-test',
	workspaceId: '1',
	apiUrl,
	// Shows that the test can fail: any other mode makes Node keep the body.
	...(redirect && {
		fetch: (input, init) => fetch(input, { ...init, redirect: redirect as RequestRedirect })
	})
});

function generated(size: number): ReadableStream<Uint8Array> {
	let left = size;
	return new ReadableStream<Uint8Array>(
		{
			pull(controller) {
				if (left === 0) return controller.close();
				const length = Math.min(left, 65_536);
				left -= length;
				controller.enqueue(new Uint8Array(length));
			}
		},
		{ highWaterMark: 0 }
	);
}

await fastio.upload(generated(16 * 1024 ** 2), { name: 'warm-up.bin' });
const before = process.memoryUsage.rss();
const cpu = process.cpuUsage();
const file = await fastio.upload(generated(Number(bytes)), { name: 'large.bin' });
const { user, system } = process.cpuUsage(cpu);
const grownBytes = process.resourceUsage().maxRSS * 1024 - before;
console.log(JSON.stringify({ size: file.size, grownBytes, cpuMs: Math.round((user + system) / 1000) }));
