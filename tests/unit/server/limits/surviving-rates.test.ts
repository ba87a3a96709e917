import { expect, test, vi } from 'vitest';
import { BrokerUnavailable } from '../../../../src/brokers/broker.ts';
import { MemoryRates } from '../../../../src/brokers/memory-rates.ts';
import type { RateStore } from '../../../../src/brokers/rate-store.ts';
import { SurvivingRates, WARN_EVERY_MS } from '../../../../src/server/limits/surviving-rates.ts';
import { ManualClock } from '../../../support/manual-clock.ts';

const RATE = { max: 2, windowMs: 60_000 };

/** Rates over a store that goes away and comes back. */
function setUp(failure: Error = new BrokerUnavailable('away')) {
	const clock = new ManualClock();
	const counting = new MemoryRates({ now: clock.now });
	const store = { away: false };
	const ask = <T>(answer: () => Promise<T>) => (store.away ? Promise.reject(failure) : answer());
	const shared: RateStore = {
		hit: (key, rate) => ask(() => counting.hit(key, rate)),
		enter: (key, max) => ask(() => counting.enter(key, max))
	};
	const warn = vi.fn();
	return { clock, store, warn, counting, rates: new SurvivingRates(shared, { now: clock.now, warn }) };
}

test('while the store is away, this process counts: uploads go on, and the limit holds', async () => {
	const { store, rates } = setUp();
	store.away = true;
	expect([await rates.hit('a', RATE), await rates.hit('a', RATE)]).toEqual([undefined, undefined]);
	expect(await rates.hit('a', RATE)).toBe(30_000);
	expect(await rates.enter('a', 1)).toBeTypeOf('function');
	expect(await rates.enter('a', 1)).toBeUndefined();
});

test('the store counts again once it is back; a place that was taken meanwhile is given back here', async () => {
	const { store, rates, counting } = setUp();
	store.away = true;
	await rates.hit('a', RATE);
	const leave = await rates.enter('a', 1);
	store.away = false;
	const other = await rates.enter('a', 1);
	expect(other).toBeTypeOf('function');
	leave!();
	expect(await counting.enter('a', 1)).toBeUndefined();
	for (let count = 0; count < 2; count += 1) expect(await rates.hit('a', RATE)).toBeUndefined();
	expect(await rates.hit('a', RATE)).toBe(30_000);
});

test('the operator is warned once a minute at most, and not of a store that is there', async () => {
	const { clock, store, rates, warn } = setUp();
	await rates.hit('a', RATE);
	expect(warn).not.toHaveBeenCalled();
	store.away = true;
	for (let count = 0; count < 100; count += 1) await rates.hit(`${count}`, RATE);
	expect(warn).toHaveBeenCalledTimes(1);
	expect(warn.mock.calls[0]).toEqual([
		expect.stringContaining('each instance counts'),
		expect.any(BrokerUnavailable)
	]);
	clock.pass(WARN_EVERY_MS);
	await rates.enter('a', 1);
	await rates.enter('b', 1);
	expect(warn).toHaveBeenCalledTimes(2);
});

test('what is no outage is not counted here instead', async () => {
	const { store, rates } = setUp(new TypeError('a bug'));
	store.away = true;
	await expect(rates.hit('a', RATE)).rejects.toThrow('a bug');
});
