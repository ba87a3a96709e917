import type { Browser } from '@playwright/test';
import type { Emulator } from '../../src/emulator.ts';
import type { Column } from './columns.ts';
import type { ServerProcess } from './processes.ts';

/** What a check has at hand: one app in one mode, and the Fast.io behind it, empty and without faults. */
export interface Setting {
	column: Column;
	/** Origin of the app, e.g. `http://127.0.0.1:40123`. */
	url: string;
	emulator: Emulator;
	browser: Browser;
	/** Serves the app once more, on the same Fast.io, for a check that ends it. */
	startApp: () => Promise<ServerProcess>;
}

/** One row of the table. Its name states behaviour; `run` throws when that does not hold. */
export interface Check {
	name: string;
	/** Columns it applies to. Default: all. */
	where?: (column: Column) => boolean;
	run: (setting: Setting) => Promise<void>;
}

/** Longest run of one check: a loaded machine is no reason to fail, a hanging server is. */
export const CHECK_TIMEOUT_MS = 45_000;

/** Runs one check; resolves with what it threw, or `undefined` when it passed. */
export async function outcomeOf(work: () => Promise<void>, timeoutMs: number): Promise<unknown> {
	let timer: NodeJS.Timeout | undefined;
	const late = new Promise<never>((_, reject) => {
		timer = setTimeout(() => reject(new Error(`Not over after ${timeoutMs / 1000} s`)), timeoutMs);
	});
	try {
		await Promise.race([work(), late]);
		return undefined;
	} catch (error) {
		return error;
	} finally {
		clearTimeout(timer);
	}
}

/** Waits until `done` holds. @throws with `what` when it does not within `timeoutMs`. */
export async function until(what: string, done: () => boolean, timeoutMs = 10_000): Promise<void> {
	const end = Date.now() + timeoutMs;
	while (!done()) {
		if (Date.now() > end) throw new Error(`Waited ${timeoutMs / 1000} s for: ${what}`);
		await new Promise((resolve) => setTimeout(resolve, 20));
	}
}
