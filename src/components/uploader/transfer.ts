import { beginJob } from './begin-job.ts';
import type { Core } from './core.ts';
import type { CallError } from './failure.ts';
import type { Item } from './item.svelte.ts';
import type { Outcome } from './job.ts';
import { sendSingle, SINGLE_REQUEST_BYTES } from './single.ts';
import { sendSlices } from './slices.ts';

/** Sends one file the way that suits it. @throws what it failed with; the signal's reason. */
export async function transfer(core: Core, item: Item, signal: AbortSignal): Promise<Outcome> {
	const job = beginJob(core, item, signal);
	const { options, mostSingleBytes } = core;
	const { source, relativePath, session } = item;
	const { features, maxRequestBytes } = core.capabilities!;
	const { size } = source;
	const most = Math.min(SINGLE_REQUEST_BYTES, mostSingleBytes, maxRequestBytes ?? Infinity);
	const single = size > 0 && size <= most && !options.hold && !relativePath && !session;
	if (single || !features.slices) {
		try {
			return await sendSingle(core, job);
		} catch (thrown) {
			if ((thrown as CallError).code !== 'body-limit' || !features.slices) throw thrown;
			core.mostSingleBytes = size - 1;
			job.startAt(0, true);
		}
	}
	return sendSlices(core, job);
}
