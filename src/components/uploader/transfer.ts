import { CallError } from './failure.ts';
import type { Job, Outcome, Transport } from './job.ts';
import { sendSingle, SINGLE_REQUEST_BYTES } from './single.ts';
import { sendSlices } from './slices.ts';

/** Sends one file the way that suits it. */
export async function transfer(transport: Transport, job: Job): Promise<Outcome> {
	const { capabilities, hold, most } = transport;
	const { size, relativePath, session } = job;
	const { features, maxRequestBytes } = capabilities;
	const small =
		size > 0 && size <= Math.min(SINGLE_REQUEST_BYTES, most.singleBytes, maxRequestBytes ?? Infinity);
	if (features.slices && (!small || hold || relativePath !== '' || session)) {
		return sendSlices(transport, job);
	}
	try {
		return await sendSingle(transport, job);
	} catch (thrown) {
		const tooLarge = thrown instanceof CallError && thrown.code === 'body-limit';
		if (!tooLarge || !features.slices) throw thrown;
		most.singleBytes = Math.min(most.singleBytes, size - 1);
		job.startAt(0, true);
		return sendSlices(transport, job);
	}
}
