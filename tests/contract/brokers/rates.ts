import { describe, expect, test } from 'vitest';
import type { Kind } from './stores.ts';

const MINUTE_MS = 60_000;

export function describeRates(kind: Kind): void {
	describe('rates', () => {
		test.each([1, 3, 7, 1_000])(
			'let %d events in a minute in at once, and tell the next one to wait',
			async (max) => {
				const store = await kind.store();
				const [one, other] = [await store.open(), await store.open()];
				const rate = { max, windowMs: MINUTE_MS };
				const startMs = store.now();
				const hits = Array.from({ length: max }, (_, n) => (n % 2 ? one : other).rates.hit('a', rate));
				expect((await Promise.all(hits)).filter((waitMs) => waitMs !== undefined)).toEqual([]);
				const waitMs = await refusal(() => one.rates.hit('a', rate));
				// Time passes while the test counts; half a step too early is taken for rounding.
				const passedMs = store.now() - startMs;
				expect(waitMs).toBeLessThanOrEqual(Math.ceil((1.5 * MINUTE_MS) / max));
				expect(waitMs).toBeGreaterThan(Math.floor(MINUTE_MS / max) - passedMs - 1);
				expect(waitMs).toBeGreaterThan(Math.floor(MINUTE_MS / max / 2));
				expect(await other.rates.hit('b', rate)).toBeUndefined();
			}
		);

		test('let the next one in once its wait is over', async () => {
			const store = await kind.store();
			const { rates } = await store.open();
			const rate = { max: 2, windowMs: 100 };
			await refusal(() => rates.hit('a', rate));
			await store.until(async () => (await rates.hit('a', rate)) === undefined);
		});

		test('do not count what they refuse: asking again and again does not lengthen the wait', async () => {
			const store = await kind.store();
			const { rates } = await store.open();
			const rate = { max: 1, windowMs: MINUTE_MS };
			await rates.hit('a', rate);
			let shortest = Infinity;
			for (let count = 0; count < 100; count += 1) {
				const waitMs = (await rates.hit('a', rate))!;
				expect(waitMs).toBeLessThanOrEqual(shortest);
				shortest = waitMs;
			}
		});

		test('give places back once, and share them between instances', async () => {
			const store = await kind.store();
			const [one, other] = [await store.open(), await store.open()];
			const [first, second] = [await one.rates.enter('a', 2), await other.rates.enter('a', 2)];
			expect(await one.rates.enter('a', 2)).toBeUndefined();
			expect(await one.rates.enter('b', 2)).toBeTypeOf('function');
			first!();
			first!();
			let third: (() => void) | undefined;
			await store.until(async () => (third = await other.rates.enter('a', 2)) !== undefined);
			expect(await one.rates.enter('a', 2)).toBeUndefined();
			second!();
			third!();
		});

		test('have no more inside than there are places, among 50 who enter at once', async () => {
			const store = await kind.store();
			const brokers = [await store.open(), await store.open()];
			const tries = Array.from({ length: 50 }, (_, n) => brokers[n % 2]!.rates.enter('a', 5));
			expect((await Promise.all(tries)).filter((leave) => leave)).toHaveLength(5);
		});
	});
}

/** Asks until it is refused, and gives the wait. */
async function refusal(hit: () => Promise<number | undefined>): Promise<number> {
	for (;;) {
		const waitMs = await hit();
		if (waitMs !== undefined) return waitMs;
	}
}
