import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { startEmulator } from './support.ts';

const { emulator, form, get, del, call, single, settled, target, storage, v1 } = await startEmulator();
let id: string;
const put = async (name: string, content: string, fields: Record<string, string> = {}) => {
	const { json } = await single(content, { ...target, name, ...fields });
	return (await settled(json.id)).new_file_id as string;
};
const lock = (fields: Record<string, string> = {}) => form(storage(`${id}/lock/`), fields);
const beat = (lock_token: string) => form(storage(`${id}/lock/heartbeat/`), { lock_token });
const status = async () => (await get(storage(`${id}/lock/`))).json;
const details = async () => (await get(storage(`${id}/details/`))).json.node;
const refusal = async (answer: Promise<{ status: number; json: { error: { code: unknown } } }>) => {
	const { status: code, json } = await answer;
	return [code, json.error.code];
};

beforeEach(async () => {
	vi.useFakeTimers({ toFake: ['Date'] });
	id = await put('a.txt', 'one');
});
afterEach(() => vi.useRealTimers());

describe('a lock', () => {
	it('shows on the node, to whom it belongs and until when', async () => {
		expect(await status()).toMatchObject({ locked: false, lock_info: null });
		vi.setSystemTime(new Date('2026-10-01T12:00:00Z'));
		const { json } = await lock({ duration: '60', client_info: '{"job":7}' });
		expect(json).toMatchObject({
			lock_token: expect.any(String),
			expires: '2026-10-01 12:01:00 UTC',
			duration: 60
		});
		const lock_info = {
			user_id: emulator.userId,
			expires: '2026-10-01 12:01:00 UTC',
			client_info: '{"job":7}'
		};
		expect(await status()).toMatchObject({ locked: true, lock_info });
		expect(await details()).toMatchObject({ locked: true, lock_info });
		expect(JSON.stringify([await status(), await details()])).not.toContain(json.lock_token);
	});

	it('excludes a second one, of the same user too, until it is released', async () => {
		const token = (await lock()).json.lock_token;
		expect(await refusal(lock())).toEqual([409, 1660]);
		expect((await del(storage(`${id}/lock/?lock_token=${token}`))).status).toBe(200);
		expect((await lock()).status).toBe(200);
	});

	it('is released by a form as well', async () => {
		const { lock_token } = (await lock()).json;
		const body = new URLSearchParams({ lock_token });
		expect((await call('DELETE', storage(`${id}/lock/`), { body })).status).toBe(200);
		expect(await status()).toMatchObject({ locked: false });
	});

	it('expires, unless a heartbeat extends it by its duration', async () => {
		const token = (await lock({ duration: '60' })).json.lock_token;
		const start = Date.now();
		vi.setSystemTime(start + 59_000);
		expect((await beat(token)).status).toBe(200);
		vi.setSystemTime(start + 118_000);
		expect(await status()).toMatchObject({ locked: true });
		vi.setSystemTime(start + 119_000);
		expect(await status()).toMatchObject({ locked: false });
		expect(await refusal(beat(token))).toEqual([404, 1609]);
		expect(await refusal(del(storage(`${id}/lock/?lock_token=${token}`)))).toEqual([404, 1609]);
		expect((await lock()).status).toBe(200);
	});

	it('is nobody’s to extend or release without its token', async () => {
		await lock();
		expect(await refusal(beat('other'))).toEqual([409, 1660]);
		expect(await refusal(del(storage(`${id}/lock/?lock_token=other`)))).toEqual([409, 1660]);
		expect(await refusal(del(storage(`${id}/lock/`)))).toEqual([406, 10022]);
	});

	it.each([{ duration: '59' }, { duration: '3601' }, { duration: 'x' }, { client_info: '{' }] as Record<
		string,
		string
	>[])('is refused with %j', async (fields) => {
		expect(await refusal(lock(fields))).toEqual([406, 10023]);
	});

	it('of a node that is not there is a 404', async () => {
		await del(storage(`${id}/delete/`));
		expect(await refusal(lock())).toEqual([404, 133123]);
	});

	it('lets its own user write', async () => {
		await lock();
		expect(await put('a.txt', 'two')).toBe(id);
		expect((await form(storage(`${id}/update/`), { name: 'b.txt' })).status).toBe(200);
		expect((await del(storage(`${id}/delete/`))).status).toBe(200);
	});
});

describe('what somebody else has locked', () => {
	const folder = async (name: string) => (await form(storage('root/createfolder/'), { name })).json.node.id;

	it('can be read, and not be locked', async () => {
		emulator.lockFile(id);
		expect((await get(storage(`${id}/versions/`))).status).toBe(200);
		expect(await refusal(lock())).toEqual([409, 1660]);
	});

	it('can neither be renamed, moved, deleted nor given another version', async () => {
		await put('a.txt', 'two');
		const into = await folder('f');
		const [, first] = (await get(storage(`${id}/versions/`))).json.versions;
		emulator.lockFile(id);
		const held = { ...target, name: 'a.txt', size: '1' };
		for (const refused of [
			form(storage(`${id}/update/`), { name: 'b.txt' }),
			form(storage(`${id}/move/`), { parent: into }),
			form(storage(`${id}/restore-version/`), { version_id: first.id }),
			del(storage(`${id}/delete/`)),
			form('/upload/', held),
			single('x', { ...target, name: 'a.txt' }),
			form('/upload/', { ...held, action: 'update', file_id: id })
		]) {
			expect(await refusal(refused)).toEqual([409, 1660]);
		}
		const body = multipartOf('a.txt');
		expect((await v1('/files', { body })).status).toBe(409);
		expect(emulator.files()).toMatchObject([{ id, name: 'a.txt', versions: 2 }]);
	});

	it('keeps its place when another is moved or copied onto it', async () => {
		const into = await folder('f');
		const inTheWay = await put('a.txt', 'x', { folder_id: into });
		emulator.lockFile(inTheWay);
		for (const action of ['move', 'copy']) {
			expect(await refusal(form(storage(`${id}/${action}/`), { parent: into }))).toEqual([409, 1660]);
		}
	});

	it('keeps its folder where it is', async () => {
		const into = await folder('f');
		emulator.lockFile(await put('b.txt', 'x', { folder_id: into }));
		expect(await refusal(del(storage(`${into}/delete/`)))).toEqual([409, 1660]);
	});

	it('while an upload was on its way fails that one', async () => {
		const { json } = await form('/upload/', { ...target, name: 'a.txt', stream: 'true' });
		emulator.lockFile(id);
		await call('POST', `/upload/${json.id}/stream/`, {
			body: 'two',
			headers: { 'content-type': 'application/octet-stream' }
		});
		expect(await settled(json.id)).toMatchObject({ status: 'store_failed' });
		expect(emulator.files()).toMatchObject([{ id, versions: 1 }]);
	});

	it('was taken from a client, which the log tells', async () => {
		const token = (await lock()).json.lock_token;
		emulator.lockFile(id);
		expect(await refusal(beat(token))).toEqual([409, 1660]);
		expect(emulator.events().at(-1)).toMatchObject({
			event: 'workspace_storage_lock_overridden',
			objectId: id
		});
		emulator.unlockFile(id);
		expect(await status()).toMatchObject({ locked: false });
	});
});

const multipartOf = (name: string): FormData => {
	const body = new FormData();
	body.set('workspace_id', emulator.workspaceId);
	body.set('file', new Blob(['x']), name);
	return body;
};

it('is offered to other processes', async () => {
	const control = async (name: string, body: object) =>
		(await fetch(`${emulator.origin}/_emulator/${name}`, { method: 'POST', body: JSON.stringify(body) }))
			.status;
	expect(await control('lock', { fileId: id, durationSeconds: 60 })).toBe(200);
	expect(await status()).toMatchObject({ locked: true });
	expect(await control('unlock', { fileId: id })).toBe(200);
	expect(await status()).toMatchObject({ locked: false });
	expect(await control('lock', { fileId: 'none' })).toBe(400);
	expect(await control('lock', { fileId: id, durationSeconds: 1 })).toBe(400);
});
