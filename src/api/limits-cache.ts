import type { PlanLimits } from './wire/upload-wire.ts';

/** How long the limits of a plan are believed: 5 minutes. */
export const LIMITS_TTL_MS = 5 * 60_000;
/** Workspaces that are remembered; the oldest goes first. */
const MAX_ENTRIES = 100;

/** Remembers the limits of each workspace and token for 5 minutes. Failures are not remembered. */
export interface LimitsCache {
	get(workspaceId: string, token: string, load: () => Promise<PlanLimits>): Promise<PlanLimits>;
}

/** @param now The clock, in milliseconds; for tests. */
export function createLimitsCache(now: () => number = Date.now): LimitsCache {
	const entries = new Map<string, { at: number; limits: PlanLimits }>();
	return {
		async get(workspaceId, token, load) {
			const key = `${workspaceId}\n${token}`;
			const known = entries.get(key);
			if (known && now() - known.at < LIMITS_TTL_MS) return known.limits;
			const limits = await load();
			entries.delete(key);
			entries.set(key, { at: now(), limits });
			const [oldest] = entries.keys();
			if (entries.size > MAX_ENTRIES && oldest !== undefined) entries.delete(oldest);
			return limits;
		}
	};
}
