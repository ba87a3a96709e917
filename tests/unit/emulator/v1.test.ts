import { describe, expect, it } from 'vitest';
import { openUpload, pattern, sha256, startEmulator, until } from './support.ts';

const { emulator, v1 } = await startEmulator({ readOnlyToken: 'reader' });

const upload = (fields: [string, string | File][]) => {
	const body = new FormData();
	for (const [name, value] of fields) body.append(name, value);
	return v1('/files', { body });
};
const file = new File(['hello'], 'grüße.txt', { type: 'text/plain' });
const workspace: [string, string] = ['workspace_id', emulator.workspaceId];
const streamPath = (name: string, id = emulator.workspaceId) =>
	`/files/stream?workspace=${id}&name=${encodeURIComponent(name)}`;

describe('POST /v1/files', () => {
	it('stores the file part, before or after workspace_id, and answers its id', async () => {
		for (const fields of [
			[['file', file], workspace],
			[workspace, ['file', file]]
		] as [string, string | File][][]) {
			const { status, json } = await upload(fields);
			expect(status).toBe(201);
			expect(json).toEqual({ id: emulator.files()[0]?.id });
		}
		expect(emulator.files()).toMatchObject([
			{
				name: 'grüße.txt',
				type: 'text/plain',
				sha256: sha256('hello'),
				wire: 'v1',
				via: 'multipart',
				versions: 2
			}
		]);
	});

	it('refuses with a message what is incomplete or for another workspace, and stores nothing', async () => {
		expect(await upload([workspace])).toMatchObject({ status: 400, json: { message: expect.any(String) } });
		expect((await upload([['file', file]])).status).toBe(400);
		expect(
			(
				await upload([
					['file', file],
					['workspace_id', '4000000000000000000']
				])
			).status
		).toBe(404);
		expect((await upload([['other', file], workspace])).status).toBe(406);
		expect((await upload([['file', file], ['file', file], workspace])).status).toBe(406);
		expect((await v1('/files', { body: '{}', headers: { 'content-type': 'application/json' } })).status).toBe(
			415
		);
		expect(emulator.files()).toEqual([]);
	});

	it('refuses a file over the plan with 413', async () => {
		emulator.configure({ limits: { size: 4 } });
		expect((await upload([['file', file], workspace])).status).toBe(413);
		expect(emulator.files()).toEqual([]);
	});

	it('keeps nothing of a body that is cut short', async () => {
		const sent = Buffer.from('--b\r\ncontent-disposition: form-data; name="file"; filename="x"\r\n\r\nabc');
		const type = 'multipart/form-data; boundary=b';
		const socket = await openUpload(emulator, '/v1/files', { length: 5000, sent, type });
		const open = emulator.openConnections();
		socket.destroy();
		await until(() => expect(emulator.openConnections()).toBeLessThan(open));
		expect(emulator.files()).toEqual([]);
	});

	it.each([
		['without a boundary', 'multipart/form-data', 'x'],
		[
			'without an end',
			'multipart/form-data; boundary=b',
			'--b\r\ncontent-disposition: form-data; name="a"\r\n\r\nx'
		],
		['that is something else', 'multipart/form-data; boundary=b', 'nothing of the kind']
	])('answers a multipart body %s with 400', async (_what, type, body) => {
		const { status, json } = await v1('/files', { body, headers: { 'content-type': type } });
		expect([status, typeof json.message]).toEqual([400, 'string']);
	});
});

describe('POST /v1/files/stream', () => {
	it('stores the raw body under its name and keeps its content type', async () => {
		const content = pattern(200_000);
		const headers = { 'content-type': 'application/pdf' };
		const { status, json } = await v1(streamPath('a b&c.pdf'), { body: content, headers });
		expect([status, json.id]).toEqual([201, emulator.files()[0]?.id]);
		expect(emulator.files()).toMatchObject([
			{ name: 'a b&c.pdf', type: 'application/pdf', sha256: sha256(content), wire: 'v1', via: 'stream' }
		]);
	});

	it('takes a chunked body, or refuses it with 411 where the deployment does', async () => {
		const send = () => {
			const init = { body: new Blob(['hello']).stream(), duplex: 'half' } as RequestInit;
			return v1(streamPath('a'), init);
		};
		expect((await send()).status).toBe(201);
		emulator.configure({ chunkedBodies: 'reject' });
		expect((await send()).status).toBe(411);
	});

	it('refuses a missing name or workspace, another workspace, and names that Fast.io does not take', async () => {
		expect((await v1(`/files/stream?workspace=${emulator.workspaceId}`, { body: 'x' })).status).toBe(400);
		expect((await v1('/files/stream?name=a', { body: 'x' })).status).toBe(400);
		expect((await v1(streamPath('a', '1'), { body: 'x' })).status).toBe(404);
		expect((await v1(streamPath('../a'), { body: 'x' })).status).toBe(400);
		expect(emulator.files()).toEqual([]);
	});

	it('keeps nothing of a body that is cut short', async () => {
		const path = `/v1${streamPath('cut.bin')}`;
		const type = 'application/octet-stream';
		const socket = await openUpload(emulator, path, { length: 5000, sent: pattern(4000), type });
		const open = emulator.openConnections();
		socket.destroy();
		await until(() => expect(emulator.openConnections()).toBeLessThan(open));
		expect(emulator.files()).toEqual([]);
	});

	it('hashes without storing where contents are discarded', async () => {
		emulator.configure({ contents: 'discard' });
		const { json } = await v1(streamPath('a'), { body: 'hello' });
		expect(emulator.files()).toMatchObject([{ size: 5, sha256: sha256('hello') }]);
		const path = `${emulator.url}/workspace/${emulator.workspaceId}/storage/${json.id}/read/`;
		const gone = await fetch(path, { headers: { authorization: `Bearer ${emulator.token}` } });
		expect([gone.status, (await gone.json()).error.code]).toEqual([404, 146950]);
	});
});

describe('the v1 wire', () => {
	it('answers 401 to a bad key, 403 to one that only reads, 404 and 405 to what it has not', async () => {
		const as = (authorization: string) => v1(streamPath('a'), { body: 'x', headers: { authorization } });
		expect(await as('Bearer wrong')).toMatchObject({ status: 401, json: { message: expect.any(String) } });
		expect((await as('Bearer reader')).status).toBe(403);
		expect((await v1('/nothing', { body: 'x' })).json).toEqual({ message: expect.any(String) });
		expect((await v1('/nothing', { body: 'x' })).status).toBe(404);
		expect((await v1('/files', { method: 'GET' })).status).toBe(405);
	});
});
