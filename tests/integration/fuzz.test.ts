import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Playground } from '../../scripts/start-playground.ts';
import { createEmulator } from '../../src/emulator.ts';
import type { Emulator } from '../../src/emulator.ts';
import { damagedForm } from '../fuzz/generators.ts';
import { startOn } from '../support/playground.ts';
import { exchange } from '../support/raw-exchange.ts';
import { runsOf, SEED } from '../support/run-options.ts';

const RUNS = runsOf(150);
const DEADLINE_MS = 15_000;

describe.each(['sessions', 'v1'] as const)(
	`damaged forms at the built playground, wire %s, seed ${SEED}`,
	(wire) => {
		let emulator: Emulator;
		let playground: Playground;
		beforeAll(async () => {
			emulator = await createEmulator({ asyncDelayMs: 0 });
			playground = await startOn(emulator, wire);
		});
		afterAll(async () => {
			await playground.stop();
			await emulator.close();
		});

		test('each has an answer of SvelteKit, and no session is left', async () => {
			const { host, port, origin } = new URL(playground.url);
			await fc.assert(
				fc.asyncProperty(damagedForm('fastio-file.v1.x.y'), async ({ request, lies }) => {
					const head = request.head
						.replace(/^POST \S+/u, 'POST /guide?/upload')
						.replace('host: 127.0.0.1', `host: ${host}\r\norigin: ${origin}`);
					const answer = await exchange(Number(port), { ...request, head }, DEADLINE_MS);
					if (answer === undefined) expect(lies, 'only a request that is none has no answer').toBe(true);
					else if (answer.text !== '') {
						expect(answer.text).toMatch(
							/^\{"type":"(?:success|failure|error)"|^\{(?:"status":\d+,)?"message":/u
						);
						expect(answer.text, 'a fault of ours').not.toContain('\\"internal\\"');
						expect(answer.status).not.toBe(500);
					}
					await expect.poll(() => emulator.sessions(), { timeout: DEADLINE_MS }).toEqual([]);
				}),
				{ numRuns: RUNS, seed: SEED, endOnFailure: process.env['SHRINK'] !== '1' }
			);
			expect((await fetch(playground.url)).status).toBe(200);
		});
	}
);
