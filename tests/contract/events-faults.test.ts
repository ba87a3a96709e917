import { describe, expect, test } from 'vitest';
import type { EventBatch, FastioEvent } from '../../src/api.ts';
import { createEmulator } from '../../src/emulator.ts';
import { PEER_FAULTS } from './peers/faults.ts';
import { connectTo } from './wires.ts';

const CALLS = {
	'the change feed': '/current/org/*/events/changes/',
	'the activity poll': '/current/activity/poll/*',
	'the details of files': '/current/workspace/*/storage/*/details/'
};
/** What ends a follower; a file that is not found is no longer there. */
const ENDS: Record<string, string> = {
	401: 'credentials',
	402: 'plan',
	403: 'credentials',
	404: 'not-found'
};

const cases = Object.entries(CALLS).flatMap(([call, path]) =>
	Object.entries(PEER_FAULTS).flatMap(([name, { fault, needsBody }]) => {
		if (needsBody || fault === 'refused') return [];
		const isLost = call === 'the details of files' && name === '404';
		return [{ call, path, name, fault, code: isLost ? undefined : ENDS[name] }];
	})
);

describe.concurrent('a follower whose call fails once', () => {
	test.each(cases)('$call, when Fast.io fails so: $name', async ({ path, fault, code }) => {
		await using emulator = await createEmulator({ asyncDelayMs: 0 });
		const fastio = connectTo(emulator, 'sessions', { timeouts: { callMs: 500 }, circuit: false });
		const batches = fastio.events.follow({ waitSeconds: 1 })[Symbol.asyncIterator]();
		await batches.next();
		const { fileId } = await fastio.upload(new Blob(['hello']), { name: 'a.txt' });
		emulator.faults.add({ ...fault, on: { method: 'GET', path } });
		const added = (async () => {
			for (;;) {
				const batch = (await batches.next()).value as EventBatch;
				// A cursor that is refused with 406 is lost, and with it what happened since.
				if (batch.gap || batch.events.some((event) => isAdded(event, fileId))) break;
			}
			// What is read after the feed fails in its own time.
			if (path.includes('/storage/')) await batches.next();
		})();
		if (code === undefined) await added;
		else await expect(added).rejects.toMatchObject({ code });
		await batches.return?.(undefined);
	});
});

function isAdded(event: FastioEvent, fileId: string): boolean {
	return event.type === 'file.added' && event.fileId === fileId;
}
