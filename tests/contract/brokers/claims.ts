import { describe, expect, test } from 'vitest';
import type { Claim, ClaimStore } from '../../../src/brokers/broker.ts';
import type { Kind } from './stores.ts';

const MINUTE_MS = 60_000;

async function claimed(claims: ClaimStore, key: string, ttlMs = MINUTE_MS): Promise<Claim> {
	const claim = await claims.claim(key, ttlMs);
	if (claim.state !== 'claimed') throw new Error(`The claim is ${claim.state}.`);
	return claim;
}

export function describeClaims(kind: Kind): void {
	describe('claims', () => {
		test('have one holder among 50 who claim at once from several instances', async () => {
			const store = await kind.store();
			const brokers = [await store.open(), await store.open()];
			const tries = Array.from({ length: 50 }, (_, n) => brokers[n % 2]!.claims.claim('k', MINUTE_MS));
			const states = (await Promise.all(tries)).map(({ state }) => state);
			expect(states.filter((state) => state === 'claimed')).toHaveLength(1);
			expect(states.filter((state) => state === 'busy')).toHaveLength(49);
			expect((await brokers[0]!.claims.claim('other', MINUTE_MS)).state).toBe('claimed');
		});

		test('run out when the holder is silent; the late one can neither renew, complete nor release', async () => {
			const store = await kind.store();
			const [one, other] = [await store.open(), await store.open()];
			const late = await claimed(one.claims, 'k', 40);
			let next: Claim | undefined;
			await store.until(async () => {
				const claim = await other.claims.claim('k', MINUTE_MS);
				if (claim.state === 'claimed') next = claim;
				return claim.state === 'claimed';
			});
			const start = await one.log.head('t');
			expect(await late.renew()).toBe(false);
			expect(await late.complete({ keepMs: MINUTE_MS, entry: { topic: 't', message: 'late' } })).toBe(false);
			await late.release();
			expect((await one.claims.claim('k', MINUTE_MS)).state).toBe('busy');
			expect((await one.log.read('t', start, 10)).entries).toEqual([]);
			expect(await next!.complete({ keepMs: MINUTE_MS })).toBe(true);
		});

		test('that have run out are lost even when nobody else has claimed', async () => {
			const store = await kind.store();
			const { claims } = await store.open();
			const late = await claimed(claims, 'k', 40);
			const start = store.now();
			await store.until(() => store.now() - start > 60);
			expect(await late.renew()).toBe(false);
			expect(await late.complete({ keepMs: MINUTE_MS })).toBe(false);
			expect((await claims.claim('k', MINUTE_MS)).state).toBe('claimed');
		});

		test('are kept beyond their time by renewing', async () => {
			const store = await kind.store();
			const [one, other] = [await store.open(), await store.open()];
			const claim = await claimed(one.claims, 'k', 1_000);
			const start = store.now();
			await store.until(async () => {
				expect(await claim.renew()).toBe(true);
				expect((await other.claims.claim('k', 1_000)).state).toBe('busy');
				return store.now() - start > 1_500;
			});
		});

		test('that were completed are done for everybody, with the entry in the log, for as long as asked', async () => {
			const store = await kind.store();
			const [one, other] = [await store.open(), await store.open()];
			const start = await one.log.head('t');
			const claim = await claimed(one.claims, 'k');
			expect(await claim.complete({ keepMs: 300, entry: { topic: 't', message: 'done' } })).toBe(true);
			expect((await other.claims.claim('k', MINUTE_MS)).state).toBe('done');
			expect((await other.log.read('t', start, 10)).entries).toMatchObject([{ message: 'done' }]);
			expect(await claim.complete({ keepMs: 300, entry: { topic: 't', message: 'again' } })).toBe(false);
			expect(await claim.renew()).toBe(false);
			await claim.release();
			expect((await other.claims.claim('k', MINUTE_MS)).state).toBe('done');
			await store.until(async () => (await other.claims.claim('k', MINUTE_MS)).state === 'claimed');
			expect((await other.log.read('t', start, 10)).entries).toHaveLength(1);
		});

		test('that were completed wake listeners with their entry', async () => {
			const store = await kind.store();
			const [one, other] = [await store.open(), await store.open()];
			const heard: string[] = [];
			other.log.listen('t', ({ message }) => heard.push(message));
			await other.log.head('t');
			const claim = await claimed(one.claims, 'k');
			await claim.complete({ keepMs: MINUTE_MS, entry: { topic: 't', message: 'done' } });
			await store.until(() => heard.length > 0);
			expect(heard).toEqual(['done']);
		});

		test('that were released can be claimed at once', async () => {
			const store = await kind.store();
			const { claims } = await store.open();
			const claim = await claimed(claims, 'k');
			await claim.release();
			await claim.release();
			expect(await claim.renew()).toBe(false);
			expect((await claims.claim('k', MINUTE_MS)).state).toBe('claimed');
		});
	});
}
