import { expect, test, vi } from 'vitest';
import { createFastio } from '../../../src/server.ts';
import { testEvent } from '../../support/event.ts';
import { reconnected, useRedis } from './instances.ts';

const redis = useRedis();

test('instances count starts together, each for itself while Redis is away, and together again', async () => {
	const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
	const instances = [await redis.open(), await redis.open()];
	const gates = instances.map(
		({ broker }) =>
			createFastio({ token: 't', workspaceId: 'w', broker }).define('documents', {
				authorize: 'public',
				rateLimit: { uploads: { perUser: 2 }, concurrent: { perUser: 3 } }
			}).gate
	);
	const { event } = testEvent('/');
	/** `in`, or why not. */
	const enter = async (instance: number, user: string, starts: boolean) => {
		try {
			return { leave: await gates[instance]!.enter(event, user, starts), said: 'in' };
		} catch (error) {
			return { leave: () => {}, said: (error as Error).message };
		}
	};
	const start = async (instance: number, user: string) => {
		const { leave, said } = await enter(instance, user, true);
		leave();
		return said;
	};
	const slice = async (instance: number, user: string) => (await enter(instance, user, false)).said;
	const tooOften = 'Too many uploads in a short time. Please try again in a moment.';
	const tooMany = 'Too many uploads are under way at once. Please try again in a moment.';
	expect([
		await start(0, 'ada'),
		await start(1, 'ada'),
		await start(0, 'ada'),
		await start(1, 'ada')
	]).toEqual(['in', 'in', tooOften, tooOften]);
	for (const instance of [0, 1, 0]) expect(await slice(instance, 'bob')).toBe('in');
	expect(await slice(1, 'bob')).toBe(tooMany);
	expect(warn).not.toHaveBeenCalled();

	await redis.server().down();
	for (const instance of [0, 1]) {
		expect([await start(instance, 'ada'), await start(instance, 'ada')]).toEqual(['in', 'in']);
		expect(await start(instance, 'ada')).toBe(tooOften);
	}
	expect(warn).toHaveBeenCalledTimes(2);

	await redis.server().up();
	for (const { client } of instances) await reconnected(client);
	expect([await start(0, 'ada'), await start(1, 'ada'), await slice(1, 'bob')]).toEqual([
		tooOften,
		tooOften,
		tooMany
	]);
	warn.mockRestore();
});
