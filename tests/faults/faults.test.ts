import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { createEmulator } from '../../src/emulator.ts';
import type { Emulator } from '../../src/emulator.ts';
import { createFastio } from '../../src/server.ts';
import { documented } from '../fuzz/oracle.ts';
import { heldBytes } from '../support/heap.ts';
import { startHttpApp } from '../support/http-app.ts';
import { runsOf, SEED } from '../support/run-options.ts';
import { Tally } from '../support/tally.ts';
import { Random } from './random.ts';
import { losesAnswer, PATHS, schedule } from './schedule.ts';
import type { Schedule } from './schedule.ts';
import { send } from './senders.ts';

/** Schedules of all paths and wires together. The long form is `RUNS=1000`. */
const RUNS = runsOf(160);
/** Work that is still under way this long after its sender has its answer is a hang. */
const IDLE_MS = 30_000;
const MAX_HELD_GROWTH_BYTES = 96 * 1024 * 1024;
const TIMEOUTS = { connectMs: 1000, idleMs: 300, callMs: 1000 };

const rows = (['sessions', 'v1'] as const).flatMap((wire) =>
	PATHS[wire].map((path) => [wire, path] as const)
);
const tally = new Tally();
const unhandled: unknown[] = [];
const onUnhandled = (reason: unknown) => void unhandled.push(reason);
let heldBefore = 0;

beforeAll(() => {
	if (process.env['LOG'] !== '1') vi.spyOn(console, 'error').mockImplementation(() => {});
	process.on('unhandledRejection', onUnhandled);
	heldBefore = heldBytes();
});
afterAll(() => {
	process.off('unhandledRejection', onUnhandled);
	vi.restoreAllMocks();
	process.stdout.write(`\nSchedules of faults, seed ${SEED}\n${tally}\n`);
});

describe.concurrent(`schedules of faults, seed ${SEED}`, () => {
	test.each(rows)(
		'wire %s, %s: each ends as sent or as a typed error, and nothing is left behind',
		async (wire, path) => {
			await using emulator = await createEmulator({ asyncDelayMs: 2 });
			const row = `${wire}, ${path}`;
			const only = process.env['ONLY'] === undefined ? undefined : Number(process.env['ONLY']);
			for (let run = 0; run < Math.ceil(RUNS / rows.length); run += 1) {
				if (only !== undefined && run !== only) continue;
				const random = new Random(SEED + run * 7919 + rows.findIndex(([w, p]) => w === wire && p === path));
				const plan = schedule(random, path);
				const content = random.bytes(plan.sizeBytes);
				const label = `${row}, SEED=${SEED} ONLY=${run} RUNS=${RUNS}: ${JSON.stringify(plan)}`;
				await emulator.reset();
				const heard = new Set<string>();
				const definition = createFastio({
					token: emulator.token,
					workspaceId: emulator.workspaceId,
					apiUrl: wire === 'v1' ? emulator.v1Url : emulator.url,
					timeouts: TIMEOUTS,
					retry: { minDelayMs: 1 }
				}).define('documents', {
					authorize: 'public',
					rateLimit: false,
					identify: () => 'ada',
					onUploaded: ({ files }) => files.forEach(({ fileId }) => heard.add(fileId))
				});
				// One of its own for each run: what a client remembers would change what a fault meets.
				const app = await startHttpApp(definition, { maxRequestBytes: 1024 ** 2 });
				for (const fault of plan.faults) emulator.faults.add(fault);
				try {
					const { answer, repeats } = await send(app, path, content, plan);
					await vi.waitFor(() => expect(app.active).toBe(0), { timeout: IDLE_MS, interval: 5 });
					expect(app.crashes).toEqual([]);
					const { verdict, json } = documented(answer);
					if (answer === undefined) expect(plan.leaves, 'only who leaves gets no answer').toBeDefined();
					const left = leftBehind(emulator, json, heard, content);
					if (left.length > 0) expect(excused(emulator, wire, plan), `left behind: ${left}`).toBe(true);
					const lost = left.filter((what) => what === 'other bytes' || what === 'missing file');
					expect(lost, 'what the answer calls stored is there, byte for byte').toEqual([]);
					tally.count(row, verdict);
					if (left.length > 0) tally.count(`${row}: left behind`, left.join(' and '));
					if (repeats > 0) tally.count(`${row}: repeats`, String(repeats));
				} catch (cause) {
					throw new Error(label, { cause });
				} finally {
					await app.close();
				}
			}
		}
	);
});

test('the books balance: no unhandled rejection, no memory', () => {
	expect(unhandled).toEqual([]);
	expect(heldBytes() - heldBefore).toBeLessThan(MAX_HELD_GROWTH_BYTES);
});

/** What lies upstream that nobody was told of. */
function leftBehind(
	emulator: Emulator,
	json: Record<string, unknown>,
	heard: ReadonlySet<string>,
	content: Buffer
): string[] {
	const listed = (json['files'] ?? []) as { fileId?: string; status?: string }[];
	const told = new Set(listed.filter(({ status }) => status !== 'failed').map(({ fileId }) => fileId));
	const sha256 = createHash('sha256').update(content).digest('hex');
	const left = emulator.sessions().map(({ kind, status }) => `session ${kind} ${status}`);
	for (const file of emulator.files()) {
		if (!told.has(file.id) && !heard.has(file.id)) left.push('file');
		else if (file.sha256 !== sha256) left.push('other bytes');
	}
	for (const id of told) if (!emulator.files().some((file) => file.id === id)) left.push('missing file');
	return left;
}

/** v1 can't delete; a call whose answer was lost may have been carried out; a removal, or the question what to remove, was refused. */
function excused(emulator: Emulator, wire: string, { faults }: Schedule): boolean {
	if (wire === 'v1' || faults.some(losesAnswer)) return true;
	const refused = emulator.requests.some(({ method, status }) => method !== 'POST' && (status ?? 500) >= 300);
	return refused;
}
