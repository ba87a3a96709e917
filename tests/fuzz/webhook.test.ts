import * as fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createFastio, createFastioWebhook } from '../../src/server.ts';
import { heldBytes } from '../support/heap.ts';
import { startHttpApp } from '../support/http-app.ts';
import type { HttpApp } from '../support/http-app.ts';
import { exchange } from '../support/raw-exchange.ts';
import { runsOf, SEED } from '../support/run-options.ts';
import { Tally } from '../support/tally.ts';
import { delivery, SECRET } from './deliveries.ts';

/** Deliveries. The long form is `RUNS=10000`. */
const RUNS = runsOf(2000);
/** No answer within this time is a hang: a body that is announced and does not come has 10 s, and 5 s to be settled. */
const DEADLINE_MS = 20_000;
const MAX_HELD_GROWTH_BYTES = 64 * 1024 * 1024;
/** What the receiver answers, and what Node does by itself to what is no HTTP. */
const DOCUMENTED = [200, 400, 401, 408, 413];

const tally = new Tally();
const unhandled: unknown[] = [];
const onUnhandled = (reason: unknown) => void unhandled.push(reason);
const told: unknown[] = [];
let app: HttpApp;
let runs = 0;
let heldBefore = 0;

beforeAll(async () => {
	process.on('unhandledRejection', onUnhandled);
	const webhook = createFastioWebhook({
		secret: SECRET,
		schemes: ['hex', 'sha256', 't-v1'],
		// A delivery that comes again is not to be taken for handled.
		duplicateWindowMs: 1,
		on: { '*': () => void (runs += 1) },
		onError: (thrown) => void told.push(thrown)
	});
	const fastio = createFastio({ token: 'not used', workspaceId: 'w' });
	app = await startHttpApp(fastio.define('documents', { authorize: 'public' }), { webhook });
	heldBefore = heldBytes();
});
afterAll(async () => {
	process.off('unhandledRejection', onUnhandled);
	await app.close();
	process.stdout.write(`\nHostile deliveries, seed ${SEED}\n${tally}\n`);
});

test(`only genuine deliveries are handled, and none makes the receiver fail, seed ${SEED}`, async () => {
	await fc.assert(
		fc.asyncProperty(delivery(), async ({ request, lies, genuine, intact }) => {
			const before = runs;
			const answer = await exchange(app.port, request, DEADLINE_MS);
			if (answer === undefined) expect(lies, 'only a request that is none has no answer').toBe(true);
			const status = answer?.status ?? 0;
			tally.count(lies ? 'badly framed' : genuine ? 'genuine' : 'forged', String(status));
			if (answer) expect(DOCUMENTED, answer.text).toContain(status);
			if (!genuine && !lies) {
				expect([400, 401, 413], answer?.text).toContain(status);
				if (status === 400) expect(answer?.text, 'refused by Node').toBe('');
				expect(runs).toBe(before);
			}
			if (genuine && intact && !lies) expect(status).not.toBe(401);
			if (status === 200) expect(answer?.text).toBe('{"received":true}');
		}),
		{ numRuns: RUNS, seed: SEED, endOnFailure: process.env['SHRINK'] !== '1' }
	);
});

test('the books balance: no crash, no unhandled rejection, no open socket, no memory, a log that is not full', async () => {
	await expect.poll(() => app.active, { timeout: DEADLINE_MS }).toBe(0);
	expect(app.crashes).toEqual([]);
	expect(unhandled).toEqual([]);
	expect(told.length, 'one line for each reason').toBeLessThanOrEqual(5);
	expect(runs).toBeGreaterThan(0);
	await expect.poll(() => app.openConnections(), { timeout: 20_000 }).toBe(0);
	expect(heldBytes() - heldBefore).toBeLessThan(MAX_HELD_GROWTH_BYTES);
});
