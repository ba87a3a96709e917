/** What the plan of the workspace allows; bytes and counts as `GET /upload/limits/` reports them. */
export interface PlanLimits {
	/** Largest chunk of a session in bytes. */
	chunkSize: number;
	/** Largest file in bytes. */
	size: number;
	/** Most chunks in one session. */
	chunks: number;
	/** Most unfinished sessions at a time; a held file that was not placed yet counts as one. */
	sessions: number;
	/** Most bytes declared by unfinished sessions together. */
	sessionsSizeMax: number;
}

const MiB = 1024 ** 2;
const GiB = 1024 ** 3;

/** Fast.io's plans with the numbers that its documentation listed in June 2026. */
export const PLANS = {
	free: {
		chunkSize: 100 * MiB,
		size: GiB,
		chunks: 35,
		sessions: 150,
		sessionsSizeMax: Math.floor(6.6 * GiB)
	},
	pro: { chunkSize: 100 * MiB, size: 25 * GiB, chunks: 550, sessions: 7500, sessionsSizeMax: 160 * GiB },
	business: { chunkSize: 100 * MiB, size: 50 * GiB, chunks: 550, sessions: 7500, sessionsSizeMax: 320 * GiB }
} as const satisfies Record<string, PlanLimits>;

/** One of {@link PLANS}. */
export type PlanName = keyof typeof PLANS;
