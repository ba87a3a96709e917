import { describe, expect, test } from 'vitest';
import { ANSWER_TTL_MS, CompletionFlights, MAX_ANSWERS } from '../../../src/server/upload-flights.ts';
import type { Completion } from '../../../src/server/upload-flights.ts';

const done = (body: unknown): Completion => ({ final: true, status: 200, body });

describe('completions of uploads', () => {
	test('run once for callers at the same time, and for one that repeats', async () => {
		const flights = new CompletionFlights();
		let runs = 0;
		const work = async () => done((runs += 1));
		const [first, second] = await Promise.all([
			flights.board('a', work).completion,
			flights.board('a', work).completion
		]);
		expect([first, second, await flights.board('a', work).completion]).toEqual([done(1), done(1), done(1)]);
		expect(await flights.board('b', work).completion).toEqual(done(2));
	});

	test('run again after a failure that is not final', async () => {
		const flights = new CompletionFlights();
		const failing = flights.board('a', () => Promise.reject(new Error('network')));
		expect(await failing.completion).toMatchObject({ final: false, thrown: { message: 'network' } });
		expect(await flights.board('a', async () => done(1)).completion).toEqual(done(1));
	});

	test('are forgotten after 10 minutes, and when 1,000 newer ones are known', async () => {
		let now = 0;
		const flights = new CompletionFlights(() => now);
		const run = async (key: string, body: number) =>
			(await flights.board(key, async () => done(body)).completion) as { body: number };
		await run('a', 1);
		now = ANSWER_TTL_MS - 1;
		expect(await run('a', 2)).toMatchObject({ body: 1 });
		now = ANSWER_TTL_MS;
		expect(await run('a', 3)).toMatchObject({ body: 3 });
		for (let index = 0; index < MAX_ANSWERS; index += 1) await run(`other ${index}`, 0);
		expect(await run('a', 4)).toMatchObject({ body: 4 });
		expect(await run(`other ${MAX_ANSWERS - 1}`, 5)).toMatchObject({ body: 0 });
	});

	test('that are cancelled end, and leave no answer', async () => {
		const flights = new CompletionFlights();
		const flight = flights.board(
			'a',
			({ signal }) =>
				new Promise((resolve) => signal.addEventListener('abort', () => resolve(done('too late'))))
		);
		await flights.cancel('a');
		expect(flight.signal.aborted).toBe(true);
		expect(await flights.board('a', async () => done('fresh')).completion).toEqual(done('fresh'));
		await flights.cancel('a');
		expect(await flights.board('a', async () => done('again')).completion).toEqual(done('again'));
		await flights.cancel('unknown');
	});
});
