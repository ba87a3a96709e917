import { beginJob } from './begin-job.ts';
import { CallError } from './failure.ts';
import type { Item, ItemHost } from './item.svelte.ts';
import type { Outcome, Transport } from './job.ts';
import { sendSingle, SINGLE_REQUEST_BYTES } from './single.ts';
import { sendSlices } from './slices.ts';

/** Sends one file the way that suits it. @throws what it failed with; the signal's reason. */
export async function transfer(
	transport: Transport,
	item: Item,
	host: ItemHost,
	signal: AbortSignal
): Promise<Outcome> {
	const job = beginJob(item, host, signal);
	const { options, mostSingleBytes } = transport;
	const { source, relativePath, session } = job;
	const { features, maxRequestBytes } = transport.capabilities!;
	const { size } = source;
	const most = Math.min(SINGLE_REQUEST_BYTES, mostSingleBytes, maxRequestBytes ?? Infinity);
	const single = size > 0 && size <= most && !options.hold && !relativePath && !session;
	if (features.slices && !single) return sendSlices(transport, job);
	try {
		return await sendSingle(transport, job);
	} catch (thrown) {
		const tooLarge = thrown instanceof CallError && thrown.code === 'body-limit';
		if (!tooLarge || !features.slices) throw thrown;
		transport.mostSingleBytes = Math.min(transport.mostSingleBytes, size - 1);
		job.startAt(0, true);
		return sendSlices(transport, job);
	}
}
