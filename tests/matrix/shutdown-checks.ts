import assert from 'node:assert/strict';
import { until, type Check, type Setting } from './check.ts';
import { actionAnswer, MiB, sample, sendForm, sha256 } from './client.ts';
import { isUnlimitedServer } from './columns.ts';

const CONTENT = sample(6 * MiB);
const PARTS = [{ name: 'file', fileName: 'report.bin', type: 'application/pdf', content: CONTENT }];

/** Resolves when Fast.io has begun to get the file. */
const underWay = ({ emulator }: Setting) =>
	until('bytes to reach Fast.io', () =>
		emulator.requests.some(({ path, bytesReceived }) => path.endsWith('/stream/') && bytesReceived > 0)
	);

export const SHUTDOWN_CHECKS: readonly Check[] = [
	{
		name: 'SIGTERM while an action is under way lets it finish in time: stored, answered, and the process ends',
		where: isUnlimitedServer,
		async run(setting) {
			await using app = await setting.startApp();
			let ended: Promise<number | null> | undefined;
			const answer = await sendForm(`${app.url}/upload?/upload`, PARTS, {
				goOnWhen: async () => {
					await underWay(setting);
					ended = app.terminate();
				}
			});
			assert.equal(actionAnswer(answer).data.success, true, answer.text);
			assert.equal(await ended, 0, app.output());
			assert.deepEqual(
				setting.emulator.files().map((stored) => stored.sha256),
				[sha256(CONTENT)]
			);
			assert.deepEqual(setting.emulator.sessions(), []);
		}
	},
	{
		name: 'SIGTERM while an action’s sender stalls cuts it, leaves nothing of it, and the process ends',
		where: isUnlimitedServer,
		async run(setting) {
			await using app = await setting.startApp();
			const cut = assert.rejects(
				sendForm(`${app.url}/upload?/upload`, PARTS, { holdAfterBytes: CONTENT.length >> 1 })
			);
			await underWay(setting);
			assert.equal(await app.terminate(), 0, app.output());
			await cut;
			assert.deepEqual([setting.emulator.files(), setting.emulator.sessions()], [[], []]);
		}
	}
];
