import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { memoryBroker } from '../../../src/brokers/memory.ts';
import { MemoryRates } from '../../../src/brokers/memory-rates.ts';
import { OldestEntry } from '../../../src/brokers/oldest-entry.ts';
import { runsOf, SEED } from '../../support/run-options.ts';

test(`is the first entry of the map after any changes, seed ${SEED}`, () => {
	const change = fc.record({ key: fc.nat(8), how: fc.constantFrom('set', 'set', 'delete', 'clear first') });
	fc.assert(
		fc.property(fc.array(change, { maxLength: 60 }), (changes) => {
			const map = new Map<number, number>();
			const oldest = new OldestEntry(map);
			for (const [count, { key, how }] of changes.entries()) {
				if (how === 'clear first') map.delete(oldest.get()?.[0] ?? -1);
				else map.delete(key);
				if (how === 'set') map.set(key, count);
				if (count % 3 > 0) expect(oldest.get()).toEqual(map.entries().next().value);
			}
		}),
		{ numRuns: runsOf(300), seed: SEED }
	);
});

/** Milliseconds that the calls took, one after the other. */
async function timeOf(calls: number, call: (index: number) => Promise<unknown>): Promise<number> {
	const startedAt = performance.now();
	for (let index = 0; index < calls; index += 1) await call(index);
	return performance.now() - startedAt;
}

test('a store that is full takes about as long for a key as one that is empty', async () => {
	const { claims } = memoryBroker();
	const claim = async (key: string) => {
		const claimed = await claims.claim(key, 1000);
		if (claimed.state === 'claimed') await claimed.complete({ keepMs: 1e8 });
	};
	const empty = await timeOf(50_000, (index) => claim(`a ${index}`));
	await timeOf(100_000, (index) => claim(`b ${index}`));
	// It was 100 times as long.
	expect(await timeOf(50_000, (index) => claim(`c ${index}`))).toBeLessThan(20 * empty);

	const rates = new MemoryRates();
	const hit = (index: number) => rates.hit(`user ${index % 50_000}`, { max: 100, windowMs: 600_000 });
	const fresh = await timeOf(50_000, hit);
	expect(await timeOf(100_000, hit)).toBeLessThan(2 * 20 * fresh);
});
