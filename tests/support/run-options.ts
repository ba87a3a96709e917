/** How many cases a suite runs: `RUNS`, else its own short form. */
export function runsOf(short: number): number {
	return Number(process.env['RUNS'] ?? short);
}

/** What a run began with; printed, and given back by `SEED`. */
export const SEED = Number(process.env['SEED'] ?? Date.now() % 2 ** 31);
