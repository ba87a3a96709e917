import assert from 'node:assert/strict';
import type { Check, Setting } from './check.ts';
import { isLimited } from './columns.ts';
import { actionAnswer, KiB, MiB, sample, send, sendForm, sha256 } from './client.ts';

const FILE = sample(20 * MiB);
const MOUNT = '/api/fastio/documents';

/** A program that sends a file by the mount's `uploads` calls, known by the cookie that `capabilities` sets. */
async function startUpload({ url }: Setting, hold: boolean) {
	const { headers } = await send(`${url}${MOUNT}/capabilities`, { method: 'GET' });
	const cookie = (headers['set-cookie'] ?? []).map((line) => line.split(';')[0]).join('; ');
	const ask = async (method: string, path: string, type?: string, body?: Uint8Array) => {
		const answer = await send(`${url}${MOUNT}/uploads${path}`, {
			method,
			headers: { cookie, 'content-type': type },
			...(body && { body })
		});
		assert.ok(answer.status < 300, `${method} ${path.slice(-12)}: ${answer.status} ${answer.text}`);
		return answer.text === '' ? {} : (JSON.parse(answer.text) as Record<string, unknown>);
	};
	const file = { name: 'sliced.bin', type: 'application/pdf', size: FILE.byteLength, hold };
	const opened = await ask('POST', '', 'application/json', Buffer.from(JSON.stringify(file)));
	const [sliceBytes, slices] = [Number(opened['sliceBytes']), Number(opened['slices'])];
	const path = `/${String(opened['id'])}`;
	assert.equal(slices, Math.ceil(FILE.byteLength / sliceBytes));
	assert.ok(slices > 1);
	await Promise.all(
		Array.from({ length: slices }, (_, index) => {
			const slice = FILE.subarray(index * sliceBytes, (index + 1) * sliceBytes);
			return ask('PUT', `${path}/chunks/${index + 1}`, 'application/octet-stream', slice);
		})
	);
	return { cookie, complete: () => ask('POST', `${path}/complete`), path, ask };
}

function assertStored({ emulator }: Setting): void {
	assert.deepEqual(
		emulator.files().map(({ name, sha256 }) => [name, sha256]),
		[['sliced.bin', sha256(FILE)]]
	);
	assert.deepEqual(emulator.sessions(), []);
}

export const SLICE_CHECKS: readonly Check[] = [
	{
		name: 'A 20 MB file in slices arrives byte for byte, whatever the body limit, and onUploaded is told',
		async run(setting) {
			const { complete, ask, path } = await startUpload(setting, false);
			const stored = await complete();
			assert.equal(stored['success'], true);
			assert.equal((stored['result'] as { visitor: string }).visitor, 'seen by the hook before');
			await ask('DELETE', `${path}?keep=file`);
			assertStored(setting);
		}
	},
	{
		name: 'A 20 MB file that waits is placed by the action that gets its token, and not before',
		async run(setting) {
			const { cookie, complete } = await startUpload(setting, true);
			const { token } = await complete();
			assert.deepEqual(setting.emulator.files(), []);
			const parts = [
				{ name: 'file', value: String(token) },
				{ name: 'note', value: 'by token' }
			];
			const answer = await sendForm(`${setting.url}/upload?/upload`, parts, { headers: { cookie } });
			const { data } = actionAnswer(answer);
			assert.equal(data.success, true, answer.text);
			assert.equal(data.result.note, 'by token');
			assertStored(setting);
		}
	},
	{
		name: 'With respectBodySizeLimit a slice over the limit is refused, and the setting is named',
		where: isLimited,
		async run({ url, emulator }) {
			const mount = `${url}/under-the-limit/documents`;
			const { headers } = await send(`${mount}/capabilities`, { method: 'GET' });
			const cookie = (headers['set-cookie'] ?? []).map((line) => line.split(';')[0]).join('; ');
			const opened = await send(`${mount}/uploads`, {
				headers: { cookie, 'content-type': 'application/json' },
				body: Buffer.from(JSON.stringify({ name: 'sliced.bin', type: '', size: FILE.byteLength }))
			});
			const { id, sliceBytes } = JSON.parse(opened.text) as { id: string; sliceBytes: number };
			const answer = await send(`${mount}/uploads/${id}/chunks/1`, {
				method: 'PUT',
				headers: { cookie, 'content-type': 'application/octet-stream' },
				body: FILE.subarray(0, sliceBytes),
				holdAfterBytes: 64 * KiB
			});
			assert.equal(answer.status, 413, answer.text);
			const { code, error } = JSON.parse(answer.text) as { code: string; error: string };
			assert.equal(code, 'body-limit');
			assert.match(error, /BODY_SIZE_LIMIT/u);
			assert.deepEqual(emulator.files(), []);
		}
	},
	{
		name: 'A cancelled upload leaves nothing, and says that it is gone',
		async run(setting) {
			const { cookie, ask, path } = await startUpload(setting, false);
			await ask('DELETE', path);
			assert.deepEqual([setting.emulator.files(), setting.emulator.sessions()], [[], []]);
			const answer = await send(`${setting.url}${MOUNT}/uploads${path}`, {
				method: 'GET',
				headers: { cookie }
			});
			assert.equal(answer.status, 410, answer.text);
		}
	}
];
