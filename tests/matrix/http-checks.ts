import assert from 'node:assert/strict';
import type { Check, Setting } from './check.ts';
import { until } from './check.ts';
import { actionAnswer, type Answer, KiB, MiB, sample, send, sendForm, sha256 } from './client.ts';
import { isLimited, takesLargeBodies } from './columns.ts';

const SMALL = sample(5000);
const LARGE = sample(20 * MiB);
const HUGE = sample(60 * MiB);
/** Longest wait for a refusal. SvelteKit 2 by itself takes 5 to 6 s for it. */
const QUICK_MS = 3000;
const RAW = { 'content-type': 'application/octet-stream', 'x-file-name': 'raw.bin' };

const file = (content: Uint8Array, name = 'report.bin', field = 'file', type = 'application/pdf') => ({
	name: field,
	fileName: name,
	type,
	content
});

/** The one stored file is this one, and nothing else is left upstream. */
function assertStored({ emulator }: Setting, content: Uint8Array, name: string): string {
	const files = emulator.files();
	assert.deepEqual(
		files.map((stored) => [stored.name, stored.size, stored.sha256]),
		[[name, content.byteLength, sha256(content)]]
	);
	assert.deepEqual(emulator.sessions(), []);
	return files[0]!.id;
}

function assertNothingStored({ emulator }: Setting): void {
	assert.deepEqual(emulator.files(), []);
	assert.deepEqual(emulator.sessions(), []);
}

/** A sender that waits for the answer after so little that no write can meet a closed connection. */
const HOLD = { holdAfterBytes: 64 * KiB };
/** The same for forms: of refused files 8 MiB are read past, in case the next one is accepted. */
const HOLD_FORM = { holdAfterBytes: 8 * MiB + 128 * KiB };
/** The same for a chunked body that shall meet the limit of 512 KiB. */
const HOLD_CHUNKED = { holdAfterBytes: 640 * KiB };

/** Refused with this status, soon, while nearly all of the body is still to come. */
async function assertRefusedEarly(
	setting: Setting,
	answering: ReturnType<typeof send>,
	expected: { status: number; code: string }
): Promise<void> {
	const answer = await answering;
	assert.ok(answer.ms < QUICK_MS, `answered after ${Math.round(answer.ms)} ms`);
	assert.equal(answer.headers.connection, 'close');
	// Also of actions in SvelteKit 2, which else sends failures with 200: Chromium would not show it.
	assert.equal(answer.status, expected.status, answer.text);
	assert.equal(failureOf(answer).code, expected.code);
	assertNothingStored(setting);
}

/** The failure in an answer: of a raw route, of an action, or thrown by one. */
function failureOf(answer: Answer): { error: string; code?: string } {
	const parsed = JSON.parse(answer.text) as { type?: string; error: { message: string } };
	if (parsed.type === undefined) return parsed as unknown as { error: string; code: string };
	if (parsed.type === 'error') return { error: parsed.error.message, ...parsed.error };
	return actionAnswer(answer).data;
}

export const HTTP_CHECKS: readonly Check[] = [
	{
		name: 'A small file through the action arrives byte for byte',
		async run(setting) {
			const answer = await sendForm(`${setting.url}/upload?/upload`, [file(SMALL)]);
			const { type, status, data } = actionAnswer(answer);
			const fileId = assertStored(setting, SMALL, 'report.bin');
			assert.deepEqual([type, status, data.success, data.fileId], ['success', 200, true, fileId]);
		}
	},
	{
		name: 'A 20 MB file through the action arrives byte for byte',
		where: takesLargeBodies,
		async run(setting) {
			const answer = await sendForm(`${setting.url}/upload?/upload`, [file(LARGE)]);
			assert.equal(actionAnswer(answer).data.success, true);
			assertStored(setting, LARGE, 'report.bin');
		}
	},
	{
		name: 'Several files and the fields between them reach onUploaded, and its answer the page',
		async run(setting) {
			const { url, emulator } = setting;
			const answer = await sendForm(`${url}/upload?/upload`, [
				file(SMALL, 'one.pdf'),
				{ name: 'note', value: 'two of them' },
				file(sample(300), 'two.pdf')
			]);
			const { data } = actionAnswer(answer);
			assert.deepEqual(
				data.files.map((stored: { name: string }) => stored.name),
				['one.pdf', 'two.pdf']
			);
			assert.deepEqual(data.result, {
				note: 'two of them',
				visitor: 'seen by the hook before',
				hasUserId: true
			});
			assert.equal(emulator.files().length, 2);
		}
	},
	{
		name: 'Without JavaScript the page that comes back shows the success',
		async run(setting) {
			const answer = await sendForm(`${setting.url}/upload?/upload`, [file(SMALL)], { as: 'browser' });
			assert.equal(answer.status, 200);
			assert.match(
				answer.text,
				/data-fastio-success[^>]*>[^<]*(?:<!--.*?-->)*File uploaded successfully: report\.bin/u
			);
			assertStored(setting, SMALL, 'report.bin');
		}
	},
	{
		name: 'Without JavaScript the page that comes back shows the failure',
		async run(setting) {
			const answer = await sendForm(`${setting.url}/guarded?/images`, [file(SMALL, 'report.pdf', 'image')], {
				as: 'browser'
			});
			assert.equal(answer.status, 415);
			assert.match(answer.text, /report\.pdf: this type of file is not accepted/u);
			assertNothingStored(setting);
		}
	},
	{
		name: 'The raw route stores a body under its decoded name and type',
		async run(setting) {
			const answer = await send(`${setting.url}/api/stream`, {
				body: SMALL,
				headers: { 'content-type': 'application/pdf', 'x-file-name': encodeURIComponent('Über uns.pdf') }
			});
			assert.equal(answer.status, 200);
			assert.equal(JSON.parse(answer.text).files[0].type, 'application/pdf');
			assertStored(setting, SMALL, 'Über uns.pdf');
		}
	},
	{
		name: 'A 20 MB file through the raw route arrives byte for byte',
		where: takesLargeBodies,
		async run(setting) {
			const answer = await send(`${setting.url}/api/stream`, { body: LARGE, headers: RAW });
			assert.equal(answer.status, 200);
			assertStored(setting, LARGE, 'raw.bin');
		}
	},
	{
		name: 'A raw body without content type is stored in Kit 3 and explained in Kit 2, which hides it',
		async run(setting) {
			const answer = await send(`${setting.url}/api/stream`, {
				body: SMALL,
				headers: { 'x-file-name': 'raw.bin' }
			});
			if (setting.column.kit === 3) {
				assert.equal(answer.status, 200);
				assertStored(setting, SMALL, 'raw.bin');
			} else {
				assert.equal(answer.status, 400);
				assert.match(JSON.parse(answer.text).error, /content-type/iu);
				assertNothingStored(setting);
			}
		}
	},
	{
		name: 'A large raw body without content type does not hang',
		where: takesLargeBodies,
		async run(setting) {
			const answer = await send(`${setting.url}/api/stream`, {
				body: HUGE,
				headers: { 'x-file-name': 'raw.bin' },
				...(setting.column.kit === 2 ? HOLD : {})
			});
			if (setting.column.kit === 3) {
				assert.equal(answer.status, 200);
				assertStored(setting, HUGE, 'raw.bin');
			} else {
				assert.deepEqual([answer.status, answer.headers.connection], [400, 'close']);
				assert.ok(answer.ms < QUICK_MS, `answered after ${Math.round(answer.ms)} ms`);
			}
		}
	},
	{
		name: 'An action that knows nothing of us gets streamed files and its fields from formData()',
		async run(setting) {
			const content = isLimited(setting.column) ? SMALL : LARGE;
			const answer = await sendForm(`${setting.url}/profile`, [
				{ name: 'name', value: 'Grace' },
				file(content, 'me.png', 'picture', 'image/png'),
				{ name: 'after', value: 'yes' }
			]);
			const fileId = assertStored(setting, content, 'me.png');
			assert.deepEqual(actionAnswer(answer).data, {
				name: 'Grace',
				entries: ['name', 'picture', 'after'],
				picture: { name: 'me.png', size: content.byteLength, type: 'image/png', fileId },
				stored: [fileId]
			});
			assert.equal(answer.headers['x-hook-after'], '1');
			assert.match(String(answer.headers['set-cookie']), /from-the-hook-before=1/u);
		}
	},
	{
		name: 'The mount tells the rules of a definition',
		async run({ url }) {
			const answer = await send(`${url}/api/fastio/images/capabilities`, { method: 'GET' });
			assert.equal(answer.status, 200);
			const { name, accept, maxFileBytes, maxFiles } = JSON.parse(answer.text);
			assert.deepEqual([name, accept, maxFileBytes, maxFiles], ['images', ['image/png'], 100 * MiB, 10]);
		}
	},
	{
		name: 'The mount stores a raw body with 201 and sets the cookie of the visitor',
		async run(setting) {
			const answer = await send(`${setting.url}/api/fastio/documents/files`, { body: SMALL, headers: RAW });
			assert.equal(answer.status, 201);
			const fileId = assertStored(setting, SMALL, 'raw.bin');
			assert.equal(JSON.parse(answer.text).fileId, fileId);
			const [cookie = ''] = answer.headers['set-cookie'] ?? [];
			assert.match(cookie, /^fastio_visitor=[0-9a-f-]{36};.*HttpOnly/u);
			const again = await send(`${setting.url}/api/fastio/documents/files`, {
				body: SMALL,
				headers: { ...RAW, cookie: cookie.split(';')[0] }
			});
			assert.deepEqual([again.status, again.headers['set-cookie']], [201, undefined]);
		}
	},
	{
		name: 'The mount answers unknown paths with 404 and other methods with 405',
		async run({ url }) {
			const unknown = await send(`${url}/api/fastio/nothing/files`, { body: SMALL, headers: RAW });
			assert.deepEqual([unknown.status, JSON.parse(unknown.text).code], [404, 'not-found']);
			const method = await send(`${url}/api/fastio/documents/capabilities`, { body: SMALL, headers: RAW });
			assert.deepEqual([method.status, method.headers.allow], [405, 'GET']);
		}
	},
	{
		name: 'Posts from other sites are refused on every path, in dev as well',
		async run(setting) {
			const { url } = setting;
			const evil = { origin: 'https://evil.example' };
			const crossSite = { 'sec-fetch-site': 'cross-site' };
			const forms = ['/upload?/upload', '/profile'].map((path) =>
				sendForm(`${url}${path}`, [file(SMALL, 'a.pdf', path === '/profile' ? 'picture' : 'file')], {
					headers: evil
				})
			);
			const raw = ['/api/stream', '/api/fastio/documents/files'].flatMap((path) => [
				send(`${url}${path}`, { body: SMALL, headers: { ...RAW, ...evil } }),
				send(`${url}${path}`, { body: SMALL, headers: { ...RAW, ...crossSite } }),
				send(`${url}${path}`, { body: SMALL, headers: evil }),
				send(`${url}${path}`, { body: SMALL, headers: { ...RAW, origin: undefined, cookie: 'session=1' } })
			]);
			for (const answer of await Promise.all(raw)) assert.equal(answer.status, 403);
			for (const answer of await Promise.all(forms)) {
				// In production SvelteKit refuses forms itself, before any hook; in dev it is us, through the action.
				const status = answer.status === 403 ? 403 : actionAnswer(answer).status;
				assert.equal(status, 403, answer.text);
			}
			assertNothingStored(setting);
		}
	},
	{
		name: 'A 60 MB form that authorize refuses is answered at once and not taken',
		run: (setting) =>
			assertRefusedEarly(setting, sendForm(`${setting.url}/guarded?/members`, [file(HUGE)], HOLD), {
				status: 403,
				code: 'not-allowed'
			})
	},
	{
		name: 'A 60 MB form of a type that is not accepted is answered at once and not taken',
		where: takesLargeBodies,
		run: (setting) =>
			assertRefusedEarly(setting, sendForm(`${setting.url}/guarded?/images`, [file(HUGE)], HOLD_FORM), {
				status: 415,
				code: 'type-not-allowed'
			})
	},
	{
		name: 'A 60 MB raw body that authorize refuses is answered at once and not taken',
		run: (setting) =>
			assertRefusedEarly(
				setting,
				send(`${setting.url}/api/fastio/members/files`, { body: HUGE, headers: RAW, ...HOLD }),
				{ status: 403, code: 'not-allowed' }
			)
	},
	{
		name: 'A 60 MB raw body of a type that is not accepted is answered at once and not taken',
		where: takesLargeBodies,
		run: (setting) =>
			assertRefusedEarly(
				setting,
				send(`${setting.url}/api/fastio/images/files`, { body: HUGE, headers: RAW, ...HOLD }),
				{ status: 415, code: 'type-not-allowed' }
			)
	},
	{
		name: 'Over the default BODY_SIZE_LIMIT every path answers 413 at once and names the setting',
		where: isLimited,
		async run(setting) {
			const { url } = setting;
			const answers = [
				await sendForm(`${url}/upload?/upload`, [file(HUGE)], HOLD),
				await sendForm(`${url}/profile`, [file(HUGE, 'me.png', 'picture')], HOLD),
				await send(`${url}/api/stream`, { body: HUGE, headers: RAW, ...HOLD })
			];
			for (const answer of answers) {
				assert.equal(answer.status, 413, answer.text);
				assert.match(failureOf(answer).error, /BODY_SIZE_LIMIT/u);
				assert.ok(answer.ms < QUICK_MS, `answered after ${Math.round(answer.ms)} ms`);
			}
			assertNothingStored(setting);
		}
	},
	{
		name: 'A chunked body that grows over the default BODY_SIZE_LIMIT ends the same way and leaves nothing',
		where: isLimited,
		async run(setting) {
			const answer = await send(`${setting.url}/api/stream`, {
				body: sample(3 * MiB),
				headers: { ...RAW, 'content-length': undefined, 'transfer-encoding': 'chunked' },
				...HOLD_CHUNKED
			});
			assert.equal(answer.status, 413);
			assert.match(answer.text, /BODY_SIZE_LIMIT/u);
			await until('the broken upload to be taken back', () => setting.emulator.sessions().length === 0);
			assertNothingStored(setting);
		}
	},
	{
		name: 'A sender that goes away in the middle of a raw body leaves nothing, and the server goes on',
		run: (setting) =>
			assertAbortLeavesNothing(setting, (body, breakWhen) =>
				send(`${setting.url}/api/stream`, { body, headers: RAW, breakWhen })
			)
	},
	{
		name: 'A sender that goes away in the middle of a form leaves nothing, and the server goes on',
		where: takesLargeBodies,
		run: (setting) =>
			assertAbortLeavesNothing(setting, (body, breakWhen) =>
				sendForm(`${setting.url}/upload?/upload`, [file(body)], { breakWhen })
			)
	},
	{
		name: 'A sender that goes away in the middle of a streamed form leaves nothing, and the server goes on',
		where: takesLargeBodies,
		run: (setting) =>
			assertAbortLeavesNothing(setting, (body, breakWhen) =>
				sendForm(`${setting.url}/profile`, [file(body, 'me.png', 'picture')], { breakWhen })
			)
	},
	{
		name: 'When Fast.io fails with 500, every path answers 502 and a sentence',
		async run(setting) {
			const { url, emulator } = setting;
			emulator.faults.add({ kind: 'status', status: 500, times: Infinity });
			const action = actionAnswer(await sendForm(`${url}/upload?/upload`, [file(SMALL)]));
			assert.deepEqual([action.type, action.status, action.data.code], ['failure', 502, 'upstream']);
			assert.equal(action.data.files[0].status, 'failed');
			const page = await sendForm(`${url}/upload?/upload`, [file(SMALL)], { as: 'browser' });
			assert.equal(page.status, 502);
			assert.match(page.text, /data-fastio-code="upstream"/u);
			const profile = await sendForm(`${url}/profile`, [file(SMALL, 'me.png', 'picture')]);
			assert.deepEqual([profile.status, actionAnswer(profile).type], [502, 'error']);
			const raw = await send(`${url}/api/stream`, { body: SMALL, headers: RAW });
			assert.deepEqual([raw.status, JSON.parse(raw.text).code], [502, 'upstream']);
			assertNothingStored(setting);
		}
	},
	{
		name: 'When Fast.io fails with 500 in a large upload, the sender hears of it soon',
		where: takesLargeBodies,
		async run(setting) {
			setting.emulator.faults.add({ kind: 'status', status: 500, when: 'before', times: Infinity });
			for (const answer of [
				await sendForm(`${setting.url}/upload?/upload`, [file(HUGE)], HOLD_FORM),
				await send(`${setting.url}/api/stream`, { body: HUGE, headers: RAW, ...HOLD })
			]) {
				assert.match(answer.text, /upstream/u);
				assert.equal(answer.status, 502);
				assert.ok(answer.ms < QUICK_MS, `answered after ${Math.round(answer.ms)} ms`);
			}
			assertNothingStored(setting);
		}
	},
	{
		name: 'Cookies of the visitor never reach Fast.io',
		async run({ url, emulator }) {
			await sendForm(`${url}/upload?/upload`, [file(SMALL)], { headers: { cookie: 'session=secret' } });
			assert.ok(emulator.requests.length > 0);
			assert.ok(emulator.requests.every((record) => !record.headersSeen.cookie));
		}
	}
];

/** Sends half a body, breaks off once Fast.io has some of it, and sees everything taken back. */
async function assertAbortLeavesNothing(
	setting: Setting,
	sendHalf: (body: Uint8Array, breakWhen: () => Promise<void>) => Promise<unknown>
): Promise<void> {
	const { column, url, emulator } = setting;
	const body = isLimited(column) ? sample(400 * KiB) : LARGE;
	// What fits under the limit is read ahead: Fast.io hears nothing of it before it is whole.
	const arrived = () =>
		isLimited(column) ||
		emulator.requests.some((record) => record.method !== 'GET' && record.bytesReceived > 0);
	await sendHalf(body, () => until('bytes to reach Fast.io', arrived));
	await until('the broken upload to be taken back', () => emulator.sessions().length === 0);
	await until('the calls to Fast.io to end', () =>
		emulator.requests.every((record) => record.status !== null || record.bytesReceived < body.byteLength)
	);
	assertNothingStored(setting);
	const next = await sendForm(`${url}/upload?/upload`, [file(SMALL)]);
	assert.equal(actionAnswer(next).type, 'success');
	assertStored(setting, SMALL, 'report.bin');
}
