import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { createEmulator } from '../../src/emulator.ts';
import { attempt, waits, type Outcome } from './peers/attempt.ts';
import { PEER_CALLS, PEER_WORKSPACE_ID } from './peers/calls.ts';
import { PEER_FAULTS } from './peers/faults.ts';
import { tableOf } from './peers/table.ts';

const names = Object.fromEntries(tableOf('Names').map((row) => [row['Fast.io'], row['Code']]));
const calls = Object.fromEntries(tableOf('Calls').map((row) => [row['Call'], row]));

test('docs/upstream.md has every call that is tried here and every fault, and no other', () => {
	expect(Object.keys(calls).sort()).toEqual(Object.keys(PEER_CALLS).sort());
	expect(Object.keys(names).sort()).toEqual(Object.keys(PEER_FAULTS).sort());
});

const settings = {
	asyncDelayMs: 0,
	newFileIdInSingleCall: true,
	workspaceId: PEER_WORKSPACE_ID,
	intelligence: true
};
const emulator = await createEmulator(settings);
afterAll(() => emulator.close());

/** Faults of one sort that a call can meet, by name. */
const metBy = (call: string, waiting: boolean): string[] =>
	Object.entries(PEER_FAULTS)
		.filter(([, fault]) => waits(fault) === waiting && (!fault.needsBody || PEER_CALLS[call]!.hasBody))
		.map(([name]) => name);

/** What the tables tell of a call that meets a fault. */
function told(call: string, faultName: string): Outcome {
	const row = calls[call]!;
	const { column, carriedOut } = PEER_FAULTS[faultName]!;
	const outcome = {
		code: row[/^(?:404|413)\b/u.exec(faultName)?.[0] ?? ''] ?? names[faultName]!,
		tries: column !== undefined && row[column] === 'again' ? 2 : 1,
		left: row[carriedOut ? 'left when done' : 'left']!
	};
	if (row['no sense'] === 'content' && column === 'no sense' && carriedOut) outcome.code = 'succeeds';
	const [, only, code, tries] = /^(?:(.+): )?(\w+) (once|again)$/u.exec(row['when done']!) ?? [];
	if (!carriedOut || code === undefined || !(only?.split(', ').includes(faultName) ?? true)) return outcome;
	return { ...outcome, code, tries: tries === 'again' ? 2 : 1 };
}

describe.each(Object.entries(PEER_CALLS))('%s', (name, call) => {
	afterEach(() => emulator.reset());
	test.each(metBy(name, false))('when Fast.io fails so: %s', async (faultName) => {
		expect(await attempt(emulator, call, PEER_FAULTS[faultName]!)).toEqual(told(name, faultName));
	});
});

describe.concurrent('what waits', () => {
	const waiting = Object.keys(PEER_CALLS).flatMap((name) =>
		metBy(name, true).map((faultName) => [name, faultName] as const)
	);
	test.each(waiting)('%s, when Fast.io fails so: %s', async (name, faultName) => {
		await using own = await createEmulator(settings);
		expect(await attempt(own, PEER_CALLS[name]!, PEER_FAULTS[faultName]!)).toEqual(told(name, faultName));
	});
});
