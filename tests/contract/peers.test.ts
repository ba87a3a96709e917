import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { createEmulator } from '../../src/emulator.ts';
import { PEER_CALLS } from './peers/calls.ts';
import { PEER_FAULTS } from './peers/faults.ts';
import { tableOf } from './peers/table.ts';
import { connectTo } from './wires.ts';

const names = Object.fromEntries(tableOf('Names').map((row) => [row['Fast.io'], row['Code']]));
const calls = Object.fromEntries(tableOf('Calls').map((row) => [row['Call'], row]));

test('docs/upstream.md has every call that is tried here and every fault, and no other', () => {
	expect(Object.keys(calls).sort()).toEqual(Object.keys(PEER_CALLS).sort());
	expect(Object.keys(names).sort()).toEqual(Object.keys(PEER_FAULTS).sort());
});

const emulator = await createEmulator({ asyncDelayMs: 0, newFileIdInSingleCall: true });
afterEach(() => emulator.reset());
afterAll(() => emulator.close());

/** A call's own code for a 404 or a 413, else the common one. */
function codeOf(row: Record<string, string>, fault: string): string | undefined {
	return fault === '404' || fault === '413' ? row[fault] : names[fault];
}

/** What is there: `nothing`, or `file` and `session` as they are found. */
function left(): string {
	const found = [emulator.files().length > 0 && 'file', emulator.sessions().length > 0 && 'session'];
	return found.filter(Boolean).join(', ') || 'nothing';
}

describe.each(Object.entries(PEER_CALLS))('%s', (name, { wire, on, hasBody, prepare, run }) => {
	const row = calls[name] ?? {};
	const met = Object.entries(PEER_FAULTS).filter(([, { needsBody }]) => !needsBody || hasBody);

	test.each(met)('when Fast.io fails so: %s', async (faultName, { fault, column, carriedOut }) => {
		// Short where a timeout is what is waited for, and long where a busy machine must not make one.
		const ms = fault.kind === 'hang' || fault.kind === 'stall' ? 300 : 20_000;
		const client = connectTo(emulator, wire, {
			retry: { retries: 1, minDelayMs: 1, maxDelayMs: 5_000 },
			timeouts: { callMs: ms, idleMs: ms },
			circuit: false
		});
		const prepared = prepare ? await prepare(connectTo(emulator, wire)) : '';
		const { id } = emulator.faults.add({ ...fault, on, times: Infinity });
		const outcome = await run(client, prepared).then(
			() => 'succeeds',
			(error: { code?: string }) => error.code ?? String(error)
		);
		const told = {
			code: codeOf(row, faultName),
			tries: column !== undefined && row[column] === 'again' ? 2 : 1,
			left: row[carriedOut ? 'left when done' : 'left']
		};
		if (row['no sense'] === 'content' && column === 'no sense' && carriedOut) told.code = 'succeeds';
		const [, only, code, tries] = /^(?:(.+): )?(\w+) (once|again)$/u.exec(row['when done'] ?? '') ?? [];
		if (carriedOut && code !== undefined && (only?.split(', ').includes(faultName) ?? true))
			Object.assign(told, { code, tries: tries === 'again' ? 2 : 1 });
		expect({ code: outcome, tries: emulator.faults.hits(id), left: left() }).toEqual(told);
	});
});
