import assert from 'node:assert/strict';
import { signDelivery } from '../support/sign-delivery.ts';
import { eventIds, listenTo } from '../support/sse.ts';
import type { Check, Setting } from './check.ts';
import { send } from './client.ts';
import { isUnlimitedServer } from './columns.ts';

/** As the app of the matrix has it. */
const SECRET = 'matrix-secret';
/** Longest end of a server that a page is connected to. By itself adapter-node would wait 30 s. */
const END_MS = 10_000;

function deliver({ url }: Setting, id: string, secret = SECRET) {
	const body = JSON.stringify({ id, type: 'file.indexed', data: { file_id: '2abc' } });
	return send(`${url}/api/fastio/webhook`, {
		headers: {
			...signDelivery('hex', secret, body),
			origin: undefined,
			'content-type': 'application/json'
		},
		body: Buffer.from(body)
	});
}

export const LIVE_CHECKS: readonly Check[] = [
	{
		name: 'A verified delivery is told to a page that listens, once; a forged one is not',
		async run(setting) {
			const page = await listenTo(`${setting.url}/api/fastio/live`);
			try {
				assert.equal(page.response.headers.get('content-type'), 'text/event-stream');
				await page.until((messages) => messages.length > 0);
				const id = crypto.randomUUID();
				assert.equal((await deliver(setting, `forged-${id}`, 'another secret')).status, 401);
				for (const _ of [1, 2]) {
					const answer = await deliver(setting, id);
					assert.deepEqual([answer.status, answer.text], [200, '{"received":true}']);
				}
				await deliver(setting, `last-${id}`);
				await page.until((messages) => eventIds(messages).includes(`last-${id}`));
				assert.deepEqual(eventIds(page.messages), [id, `last-${id}`]);
			} finally {
				page.close();
			}
		}
	},
	{
		name: 'A page that is connected does not hold up the end of the server',
		where: isUnlimitedServer,
		async run({ startApp }) {
			await using app = await startApp();
			const page = await listenTo(`${app.url}/api/fastio/live`);
			await page.until((messages) => messages.length > 0);
			const startedAt = performance.now();
			assert.equal(await app.terminate(), 0, app.output());
			await page.ended;
			assert.ok(performance.now() - startedAt < END_MS, 'the server took too long to end');
		}
	}
];
