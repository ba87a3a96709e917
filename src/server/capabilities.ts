import type { RequestEvent } from '@sveltejs/kit';
import type { PlanLimits } from '../api.ts';
import type { Capabilities } from '../rules/results.ts';
import { authorize } from './admit.ts';
import type { Definition } from './define.ts';

const NO_PLAN_LIMITS: PlanLimits = {
	maxFileBytes: undefined,
	maxSliceBytes: undefined,
	maxSlices: undefined
};

/**
 * What a page may know of a definition: its rules, narrowed by what the destination's plan takes.
 *
 * @throws what `authorize` and `destination` throw, and the client's errors when the plan can't be asked.
 */
export async function capabilities(definition: Definition, event: RequestEvent): Promise<Capabilities> {
	await authorize(definition, event);
	const { workspaceId, token } = (await definition.rules.destination?.(event)) ?? {};
	const { features } = definition.fastio.wire;
	// A wire without sessions has no call that tells the plan's limits.
	const plan = features.slices
		? await definition.fastio.limits({
				...(workspaceId ? { workspaceId } : {}),
				...(token ? { token } : {}),
				signal: event.request.signal
			})
		: NO_PLAN_LIMITS;
	const { limits } = definition;
	const maxFileBytes = Math.min(limits.maxFileBytes, planMaximum(plan));
	return {
		name: definition.name,
		accept: [...definition.accept],
		maxFileBytes: maxFileBytes === Infinity ? null : maxFileBytes,
		minFileBytes: limits.minFileBytes,
		maxFiles: limits.maxFiles,
		maxTotalBytes: limits.maxTotalBytes ?? null,
		features: { slices: false, tokens: false, list: features.list, remove: features.remove }
	};
}

function planMaximum({ maxFileBytes, maxSliceBytes, maxSlices }: PlanLimits): number {
	const bySlices =
		maxSliceBytes === undefined || maxSlices === undefined ? Infinity : maxSliceBytes * maxSlices;
	return Math.min(maxFileBytes ?? Infinity, bySlices);
}
