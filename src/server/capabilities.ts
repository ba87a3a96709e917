import type { RequestEvent } from '@sveltejs/kit';
import type { PlanLimits } from '../api.ts';
import type { Capabilities } from '../rules/results.ts';
import { accountOf } from './account.ts';
import { authorize } from './admit.ts';
import type { Definition } from './define.ts';
import { largestInSlices, sliceLimit } from './slice-limits.ts';
import { identify } from './visitor.ts';

const NO_PLAN_LIMITS: PlanLimits = {
	maxFileBytes: undefined,
	maxSliceBytes: undefined,
	maxSlices: undefined
};

/**
 * What a page may know of a definition: its rules, narrowed by what the destination's plan and the host take. Gives a
 * visitor without an identity their cookie, so that uploads that then start at once are all theirs.
 *
 * @throws what `authorize` and `destination` throw, and the client's errors when the plan can't be asked.
 */
export async function capabilities(
	definition: Definition,
	event: RequestEvent,
	maxRequestBytes?: number
): Promise<Capabilities> {
	await authorize(definition, event);
	const account = accountOf((await definition.rules.destination?.(event)) ?? {});
	const { slices, list, remove } = definition.fastio.wire.features;
	if (slices && !definition.rules.identify) await identify(definition, event);
	// A wire without sessions has no call that tells the plan's limits.
	const plan = slices
		? await definition.fastio.limits({ ...account, signal: event.request.signal })
		: NO_PLAN_LIMITS;
	const { limits } = definition;
	const byHost = slices
		? largestInSlices(plan, sliceLimit(maxRequestBytes))
		: // There a file is one request.
			(maxRequestBytes ?? Infinity);
	const { bytes, from } = smallest([
		{ from: 'rule', bytes: limits.maxFileBytes },
		{ from: 'plan', bytes: Math.min(plan.maxFileBytes ?? Infinity, largestInSlices(plan)) },
		{ from: 'maxRequestBytes', bytes: byHost }
	]);
	return {
		name: definition.name,
		accept: [...definition.accept],
		maxFileBytes: orNull(bytes),
		maxFileBytesFrom: from,
		minFileBytes: limits.minFileBytes,
		maxFiles: limits.maxFiles,
		maxTotalBytes: orNull(limits.maxTotalBytes ?? Infinity),
		maxRequestBytes: orNull(maxRequestBytes ?? Infinity),
		features: {
			slices,
			tokens: slices,
			integrity: slices ? 'crc32c' : null,
			list: list && definition.rules.canRead !== undefined,
			remove: remove && definition.rules.canRemove !== undefined
		}
	};
}

type Bound = { from: Capabilities['maxFileBytesFrom']; bytes: number };

/** The first of the smallest: the rule, where it and the plan agree. */
function smallest(bounds: [Bound, ...Bound[]]): Bound {
	return bounds.reduce((least, bound) => (bound.bytes < least.bytes ? bound : least));
}

/** JSON has no `Infinity`. */
function orNull(bytes: number): number | null {
	return bytes === Infinity ? null : bytes;
}
