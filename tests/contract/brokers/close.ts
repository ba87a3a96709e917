import { describe, expect, test } from 'vitest';
import type { Kind } from './stores.ts';

export function describeClose(kind: Kind): void {
	describe('close', () => {
		test('ends listening and consumers, aborts what they do, and may be called again', async () => {
			const store = await kind.store();
			const broker = await store.open();
			const heard: string[] = [];
			broker.log.listen('a', ({ message }) => heard.push(message));
			await broker.log.append('a', 'one');
			let reason: unknown;
			let handling = false;
			broker.queue.consume(
				'q',
				(_message, signal) => {
					handling = true;
					return new Promise((_, reject) => {
						signal.addEventListener('abort', () => {
							reason = signal.reason;
							reject(signal.reason as Error);
						});
					});
				},
				{ concurrency: 1, claimAfterMs: 60_000, maxDeliveries: 3, onDead: () => {} }
			);
			await broker.queue.push('q', 'm');
			await store.until(() => handling && heard.length === 1);
			await broker.close();
			await broker.close();
			expect(reason).toMatchObject({ name: 'AbortError' });
			await broker.log.append('a', 'two');
			await store.until(() => true);
			expect(heard).toEqual(['one']);
		});

		test('leaves the data and the other calls as they are', async () => {
			const store = await kind.store();
			const broker = await store.open();
			const start = await broker.log.head('a');
			await broker.log.append('a', 'one');
			const claim = await broker.claims.claim('k', 60_000);
			await broker.close();
			expect((await broker.log.read('a', start, 10)).entries).toMatchObject([{ message: 'one' }]);
			if (claim.state !== 'claimed') expect.unreachable();
			else expect(await claim.renew()).toBe(true);
		});
	});
}
