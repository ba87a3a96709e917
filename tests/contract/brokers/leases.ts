import { describe, expect, test } from 'vitest';
import type { Lease } from '../../../src/brokers/broker.ts';
import type { Kind } from './stores.ts';

const MINUTE_MS = 60_000;

export function describeLeases(kind: Kind): void {
	describe('leases', () => {
		test('have one holder among 50 who ask at once from several instances', async () => {
			const store = await kind.store();
			const brokers = [await store.open(), await store.open()];
			const tries = Array.from({ length: 50 }, (_, n) => brokers[n % 2]!.leases.acquire('l', MINUTE_MS));
			expect((await Promise.all(tries)).filter((lease) => lease)).toHaveLength(1);
			expect(await brokers[0]!.leases.acquire('other', MINUTE_MS)).toBeDefined();
		});

		test('have a fence that grows with each holder', async () => {
			const store = await kind.store();
			const { leases } = await store.open();
			const fences: number[] = [];
			for (let round = 0; round < 5; round += 1) {
				const lease = (await leases.acquire('l', MINUTE_MS))!;
				fences.push(lease.fence);
				expect(await lease.renew()).toBe(true);
				await lease.release();
				await lease.release();
				expect(await lease.renew()).toBe(false);
			}
			expect(fences).toEqual([...new Set(fences)].sort((a, b) => a - b));
			expect(fences).toHaveLength(5);
		});

		test('hand their value to the next holder, and a late holder overwrites nothing', async () => {
			const store = await kind.store();
			const [one, other] = [await store.open(), await store.open()];
			const late = (await one.leases.acquire('l', 40))!;
			expect(await late.load()).toBeUndefined();
			expect(await late.save('cursor 1')).toBe(true);
			let next: Lease | undefined;
			await store.until(async () => (next = await other.leases.acquire('l', MINUTE_MS)) !== undefined);
			expect(next!.fence).toBeGreaterThan(late.fence);
			expect(await next!.load()).toBe('cursor 1');
			expect(await late.renew()).toBe(false);
			await late.release();
			expect(await one.leases.acquire('l', MINUTE_MS)).toBeUndefined();
			expect(await late.save('late')).toBe(false);
			expect(await next!.save('cursor 2')).toBe(true);
			expect(await late.save('late')).toBe(false);
			expect(await late.load()).toBe('cursor 2');
		});

		test('keep their value when nobody holds them', async () => {
			const store = await kind.store();
			const { leases } = await store.open();
			const lease = (await leases.acquire('l', MINUTE_MS))!;
			await lease.save('');
			await lease.release();
			expect(await (await leases.acquire('l', MINUTE_MS))!.load()).toBe('');
		});

		test('are kept beyond their time by renewing', async () => {
			const store = await kind.store();
			const [one, other] = [await store.open(), await store.open()];
			const lease = (await one.leases.acquire('l', 1_000))!;
			const start = store.now();
			await store.until(async () => {
				expect(await lease.renew()).toBe(true);
				expect(await other.leases.acquire('l', 1_000)).toBeUndefined();
				return store.now() - start > 1_500;
			});
		});
	});
}
