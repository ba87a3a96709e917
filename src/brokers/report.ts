/** Tells the operator of something that no caller hears of: one sentence, and what was thrown. */
export type Report = (what: string, error: unknown) => void;

/** Writes to the server's log. */
export const reportToConsole: Report = (what, error) =>
	console.error(`[sveltekit-fastio] broker: ${what}`, error);
