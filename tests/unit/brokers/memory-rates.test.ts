import { describe, expect, test } from 'vitest';
import { heldBytes } from '../../support/heap.ts';
import { MemoryRates } from '../../../src/brokers/memory-rates.ts';

const clock = () => {
	let ms = 1_000_000;
	return { now: () => ms, pass: (more: number) => void (ms += more) };
};

describe.each([1, 3, 7, 1_000, 10_000])('%d events in a minute', (max) => {
	const rate = { max, windowMs: 60_000 };

	test('are all let in at once, and the next one waits for its turn', async () => {
		const { now, pass } = clock();
		const rates = new MemoryRates({ now });
		for (let count = 0; count < max; count += 1) expect(await rates.hit('a', rate)).toBeUndefined();
		const waitMs = await rates.hit('a', rate);
		expect(waitMs).toBe(Math.ceil(60_000 / max));
		expect(await rates.hit('b', rate)).toBeUndefined();
		pass(waitMs!);
		expect(await rates.hit('a', rate)).toBeUndefined();
		expect(await rates.hit('a', rate)).toBeGreaterThan(0);
	});

	test('can come again after a minute', async () => {
		const { now, pass } = clock();
		const rates = new MemoryRates({ now });
		for (let round = 0; round < 2; round += 1) {
			for (let count = 0; count < max; count += 1) expect(await rates.hit('a', rate)).toBeUndefined();
			pass(60_000);
		}
	});
});

test('a refused event is not counted: asking again and again does not lengthen the wait', async () => {
	const { now } = clock();
	const rates = new MemoryRates({ now });
	const rate = { max: 1, windowMs: 1_000 };
	await rates.hit('a', rate);
	for (let count = 0; count < 100; count += 1) expect(await rates.hit('a', rate)).toBe(1_000);
});

test('places are given back once, and only then taken again', async () => {
	const rates = new MemoryRates();
	const [one, two] = [await rates.enter('a', 2), await rates.enter('a', 2)];
	expect(await rates.enter('a', 2)).toBeUndefined();
	expect(await rates.enter('b', 2)).toBeTypeOf('function');
	one!();
	one!();
	expect(await rates.enter('a', 2)).toBeTypeOf('function');
	expect(await rates.enter('a', 2)).toBeUndefined();
	two!();
});

test('what was left is forgotten, and never more keys are held than the cap', async () => {
	const { now, pass } = clock();
	const rates = new MemoryRates({ now, maxKeys: 100 });
	const rate = { max: 1, windowMs: 1_000 };
	for (let count = 0; count < 10_000; count += 1) await rates.hit(`${count}`, rate);
	expect(rates.size).toBe(100);
	expect(await rates.hit('9999', rate)).toBe(1_000);
	pass(1_000);
	await rates.hit('other', rate);
	expect(rates.size).toBe(1);
	(await rates.enter('a', 1))!();
	expect(rates.size).toBe(1);
});

test('a key holds no more than itself, also one that was cut out of a long header', async () => {
	const rates = new MemoryRates({ now: () => 0 });
	const before = heldBytes();
	for (let count = 0; count < 10_000; count += 1) {
		const header = Buffer.alloc(4_000, `fastio_visitor=${crypto.randomUUID()}; `).toString('latin1');
		await rates.hit(`user ${header.slice(15, 51)}`, { max: 1, windowMs: 1_000 });
	}
	expect(rates.size).toBe(10_000);
	// Measured: 2 MB. With their headers they held 48 MB.
	expect(heldBytes() - before).toBeLessThan(5_000_000);
});
