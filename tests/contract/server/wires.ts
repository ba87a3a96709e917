import { afterAll, afterEach, beforeAll, describe } from 'vitest';
import { createEmulator } from '../../../src/emulator.ts';
import type { Emulator } from '../../../src/emulator.ts';
import { createFastio } from '../../../src/server.ts';
import type { FastioServer } from '../../../src/server.ts';

/** What one run of a suite gets: an emulator of its own, and a client that speaks one wire with it. */
export interface WireContext {
	readonly wire: 'sessions' | 'v1';
	readonly emulator: Emulator;
	readonly fastio: FastioServer;
}

/** Short enough for a test to wait for, long enough for a loaded machine. */
const TEST_TIMEOUTS = { connectMs: 2000, idleMs: 600, callMs: 2000 };

/** Runs one suite against both wires. */
export function describeWires(name: string, suite: (context: WireContext) => void): void {
	describe.each(['sessions', 'v1'] as const)(`${name}, wire %s`, (wire) => {
		let emulator: Emulator;
		let fastio: FastioServer;
		beforeAll(async () => {
			emulator = await createEmulator();
			fastio = createFastio({
				token: () => emulator.token,
				workspaceId: () => emulator.workspaceId,
				apiUrl: () => (wire === 'v1' ? emulator.v1Url : emulator.url),
				timeouts: TEST_TIMEOUTS,
				retry: { minDelayMs: 1 }
			});
		});
		afterEach(() => emulator.reset());
		afterAll(() => emulator.close());
		suite({
			wire,
			get emulator() {
				return emulator;
			},
			get fastio() {
				return fastio;
			}
		});
	});
}
