import { afterAll, beforeAll, expect, test } from 'vitest';
import { startPlayground } from '../../scripts/start-playground.ts';
import type { Playground } from '../../scripts/start-playground.ts';
import { createEmulator } from '../../src/emulator.ts';
import type { Emulator } from '../../src/emulator.ts';
import { startOn } from '../support/playground.ts';
import { signDelivery } from '../support/sign-delivery.ts';

const SECRET = 'whsec_integration';
const BODY = JSON.stringify({ type: 'file.indexed', data: { file_id: 'f_123' } });

let emulator: Emulator;
let playground: Playground;
beforeAll(async () => {
	emulator = await createEmulator();
	playground = await startOn(emulator, 'sessions', { FASTIO_WEBHOOK_SECRET: SECRET });
});
afterAll(async () => {
	await playground.stop();
	await emulator.close();
});

async function post(headers: Record<string, string>, body: string | Uint8Array<ArrayBuffer> = BODY) {
	const response = await fetch(`${playground.url}/api/webhooks/fastio`, { method: 'POST', headers, body });
	const text = await response.text();
	return { status: response.status, text };
}
const json = { 'content-type': 'application/json' };

test("the guide's webhook takes what the guide's sender signs, and nothing else", async () => {
	const signed = { ...json, ...signDelivery('hex', SECRET, BODY) };
	expect(await post(signed)).toEqual({ status: 200, text: '{"received":true}' });
	expect(await post(signed), 'the same again').toEqual({ status: 200, text: '{"received":true}' });
	const invalid = { status: 401, text: '{"error":"Invalid signature"}' };
	expect(await post(json)).toEqual(invalid);
	expect(await post({ ...json, 'x-fastio-signature': 'x' })).toEqual(invalid);
	expect(await post({ ...json, ...signDelivery('hex', 'another', BODY) })).toEqual(invalid);
	expect(await post(signed, `${BODY} `)).toEqual(invalid);
	expect(await post({ ...json, ...signDelivery('t-v1', SECRET, BODY) }), 'not listed').toEqual(invalid);
	const noEvent = { ...json, ...signDelivery('hex', SECRET, '[]') };
	expect(await post(noEvent, '[]')).toEqual({
		status: 400,
		text: '{"error":"The body is not a JSON object."}'
	});
});

test('other methods are refused, and a body over 256 KiB', async () => {
	const got = await fetch(`${playground.url}/api/webhooks/fastio`);
	expect(got.status).toBe(405);
	const large = 'x'.repeat(256 * 1024 + 1);
	expect((await post({ ...json, ...signDelivery('hex', SECRET, large) }, large)).status).toBe(413);
});

test('SvelteKit 3 refuses deliveries without a content-type, or with that of a form, before they are looked at', async () => {
	const signed = signDelivery('hex', SECRET, BODY);
	const bytes = new TextEncoder().encode(BODY);
	for (const headers of [signed, { ...signed, 'content-type': 'text/plain' }]) {
		expect((await post(headers, bytes)).status).toBe(403);
	}
	expect((await post({ ...signed, 'content-type': 'application/octet-stream' }, bytes)).status).toBe(200);
});

test('without a secret none is accepted, be it signed with nothing', async () => {
	const bare = await startOn(emulator, 'sessions', { FASTIO_WEBHOOK_SECRET: '' });
	try {
		const response = await fetch(`${bare.url}/api/webhooks/fastio`, {
			method: 'POST',
			headers: { ...json, ...signDelivery('hex', '', BODY) },
			body: BODY
		});
		expect(response.status).toBe(500);
	} finally {
		await bare.stop();
	}
});

test("the launcher's own emulator tells the playground of each file, and is taken for genuine", async () => {
	const started = await startPlayground({
		env: { ...process.env, PORT: '0', FASTIO_API_TOKEN: '', FASTIO_WEBHOOK_SECRET: '' },
		stdio: 'ignore'
	});
	try {
		const headers = { 'content-type': 'text/plain', 'x-file-name': 'a.txt', origin: started.url };
		const stored = await fetch(`${started.url}/api/stream`, { method: 'POST', headers, body: 'hello' });
		expect(stored.status).toBe(200);
		const deliveries = new URL('/_emulator/webhooks/deliveries', started.target.FASTIO_API_URL);
		const told = async () =>
			((await (await fetch(deliveries)).json()) as { event: string; statuses: number[] }[]).map(
				({ event, statuses }) => `${event} ${statuses.join()}`
			);
		await expect.poll(told, { timeout: 10_000 }).toEqual(['file.added 200', 'file.indexed 200']);
	} finally {
		await started.stop();
	}
});
