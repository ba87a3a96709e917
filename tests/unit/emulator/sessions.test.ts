import { describe, expect, it } from 'vitest';
import { MiB, multipart, openUpload, pattern, sha256, startEmulator, until } from './support.ts';

const { emulator, form, get, del, call, single, session, stream, settled, target, storage } =
	await startEmulator({ readOnlyToken: 'reader' });

describe('a single call', () => {
	it('stores a file and tells its id by the session details only', async () => {
		const { status, json } = await single('hello', { ...target, name: 'a.txt' });
		expect([status, json.result, json.new_file_id]).toEqual([200, true, null]);
		const { status: state, new_file_id } = await settled(json.id);
		expect(state).toBe('complete');
		expect(emulator.files()).toMatchObject([
			{ id: new_file_id, name: 'a.txt', parent: 'root', size: 5, sha256: sha256('hello'), type: 'text/plain' }
		]);
		expect(emulator.files()[0]).toMatchObject({ wire: 'sessions', via: 'single', versions: 1 });
	});

	it('takes a chunk of 4 MiB and refuses one byte more with 413', async () => {
		const at = await single(pattern(4 * MiB), { ...target, name: 'at.bin' });
		expect(at.status).toBe(200);
		await settled(at.json.id);
		const over = await single(pattern(4 * MiB + 1), { ...target, name: 'over.bin' });
		expect(over.status).toBe(413);
		expect(emulator.files().map(({ name }) => name)).toEqual(['at.bin']);
		expect(emulator.sessions()).toEqual([]);
	});

	it('takes the fields after the file as well', async () => {
		const body = new FormData();
		body.set('chunk', new Blob(['late']));
		for (const [name, value] of Object.entries({ ...target, name: 'late.txt', size: '4' }))
			body.set(name, value);
		const { json } = await call('POST', '/upload/', { body });
		expect((await settled(json.id)).status).toBe('complete');
	});

	it('refuses a size that is not that of the chunk, and leaves no session', async () => {
		const { status, json } = await single('hello', { ...target, name: 'a.txt', size: '6' });
		expect([status, json.error.code]).toEqual([406, 10522]);
		expect(emulator.sessions()).toEqual([]);
	});

	it('makes the folders of relative_path', async () => {
		const { json } = await single('x', { ...target, name: 'x.txt', relative_path: 'one/two/' });
		await settled(json.id);
		const listing = (await get(storage('root/list/'))).json.nodes.items;
		expect(listing).toMatchObject([{ type: 'folder', name: 'one' }]);
		const inner = (await get(storage(`${listing[0].id}/list/`))).json.nodes.items[0];
		expect(emulator.files()).toMatchObject([{ name: 'x.txt', parent: inner.id }]);
	});
});

describe('what a session may be', () => {
	it.each([
		['no name', { size: '1' }, 10022, 'name'],
		['no size', { name: 'a' }, 10022, 'size'],
		['a size that is no number', { name: 'a', size: '-1' }, 10023, 'size'],
		['a size over the plan', { name: 'a', size: String(50 * 1024 ** 3 + 1) }, 10023, 'size'],
		[
			'an action without a target',
			{ name: 'a', size: '1', action: 'create', instance_id: '' },
			10022,
			'instance_id'
		],
		['an unknown hash algorithm', { name: 'a', size: '1', hash: 'ab', hash_algo: 'md4' }, 10023, 'hash_algo'],
		['a hash without its algorithm', { name: 'a', size: '1', hash: 'ab' }, 10022, 'hash_algo'],
		['an upper-case CRC-32C', { name: 'a', size: '1', hash: 'E3069283', hash_algo: 'crc32c' }, 10023, 'hash'],
		['a creator with a blank', { name: 'a', size: '1', creator: 'my tag' }, 10023, 'creator'],
		[
			'a relative_path without its last slash',
			{ name: 'a', size: '1', relative_path: 'a' },
			10023,
			'relative_path'
		],
		['a relative_path that climbs', { name: 'a', size: '1', relative_path: 'a/../' }, 10023, 'relative_path']
	])('refuses %s with 406 and names the field', async (_what, fields, code, field) => {
		const { status, json } = await form('/upload/', fields as unknown as Record<string, string>);
		expect([status, json.error.code]).toEqual([406, code]);
		expect(json.error.params.map(({ name }: { name: string }) => name)).toContain(field);
	});

	it.each(['', '.', '..', 'a/b', 'a\\b', 'a\u0000b', 'a ', 'a.', 'a\u202eb', 'a\u200bb', 'x'.repeat(256)])(
		'refuses the name %j with 406',
		async (name) => {
			expect((await form('/upload/', { ...target, name, size: '1' })).status).toBe(406);
		}
	);

	it('takes a name of 255 characters with any letters in it', async () => {
		const name = `${'ü'.repeat(250)}.😀.x`;
		expect((await form('/upload/', { ...target, name, size: '1' })).status).toBe(200);
	});

	it('refuses JSON with 406/10022', async () => {
		const headers = { 'content-type': 'application/json' };
		const { status, json } = await call('POST', '/upload/', { body: '{"name":"a","size":1}', headers });
		expect([status, json.error.code]).toEqual([406, 10022]);
		expect(json.error.params).toMatchObject([{ name: 'name', kind: 'missing' }, { name: 'size' }]);
	});

	it('refuses another workspace, and a folder that is not there, with 404', async () => {
		const fields = { name: 'a', size: '1', action: 'create' };
		expect((await form('/upload/', { ...fields, instance_id: '4000000000000000000' })).status).toBe(404);
		const missing = { ...fields, ...target, folder_id: '2aaaaaaaaaaaaaaaaaaaaaaaaaaaa' };
		expect((await form('/upload/', missing)).json.error.code).toBe(133123);
	});

	it('refuses more unfinished sessions, or declared bytes, than the plan allows', async () => {
		emulator.configure({ limits: { sessions: 2, sessionsSizeMax: 100 } });
		await session({ name: 'a', size: '60' });
		expect((await form('/upload/', { ...target, name: 'b', size: '41' })).status).toBe(406);
		await session({ name: 'b', size: '40' });
		expect((await form('/upload/', { ...target, name: 'c', size: '0' })).status).toBe(406);
	});
});

describe('a stream session', () => {
	it('takes one raw body of any length and finishes by itself with 201', async () => {
		const content = pattern(3 * MiB + 7);
		const id = await session({ name: 'film.mp4', stream: 'true' });
		const { status, json } = await stream(id, content);
		expect([status, json.result]).toEqual([201, true]);
		const { new_file_id } = await settled(id);
		expect(emulator.files()).toMatchObject([
			{ id: new_file_id, size: content.length, sha256: sha256(content), type: 'video/mp4', via: 'stream' }
		]);
		expect(emulator.sessions()).toEqual([]);
	});

	it('refuses chunks and complete, and a second body, with 406', async () => {
		const id = await session({ name: 's.bin', stream: 'true' });
		const body = multipart({}, 'chunk', new Blob(['x']));
		expect((await call('POST', `/upload/${id}/chunk/?order=1&size=1`, { body })).status).toBe(406);
		expect((await form(`/upload/${id}/complete/`, {})).status).toBe(406);
		expect((await stream(id, 'first')).status).toBe(201);
		expect((await stream(id, 'second')).status).toBe(406);
	});

	it('is not what a session of known size is: that refuses a stream with 406', async () => {
		const id = await session({ name: 's.bin', size: '5' });
		expect((await stream(id, 'hello')).status).toBe(406);
	});

	it('refuses a body that is not application/octet-stream', async () => {
		const id = await session({ name: 's.pdf', stream: 'true' });
		const headers = { 'content-type': 'application/pdf' };
		expect((await call('POST', `/upload/${id}/stream/`, { body: 'x', headers })).status).toBe(406);
	});

	it('refuses what is over max_size with 413 and fails, with and without a declared length', async () => {
		for (const declared of [true, false]) {
			const id = await session({ name: 's.bin', stream: 'true', max_size: '1000' });
			const source = pattern(1001);
			const init = declared ? { body: source } : { body: new Blob([source]).stream(), duplex: 'half' };
			const headers = { 'content-type': 'application/octet-stream' };
			const { status } = await call('POST', `/upload/${id}/stream/`, { ...init, headers } as RequestInit);
			expect(status).toBe(413);
			expect((await settled(id)).status).toBe('assembly_failed');
		}
		expect(emulator.files()).toEqual([]);
	});

	it('refuses a body whose declared digest is another, with 406/10778', async () => {
		const id = await session({ name: 's.bin', stream: 'true' });
		const { status, json } = await stream(id, '123456789', '?hash=00000000&hash_algo=crc32c');
		expect([status, json.error.code]).toEqual([406, 10778]);
		const failed = await settled(id);
		expect(failed).toMatchObject({
			status: 'assembly_failed',
			new_file_id: null,
			integrity_failure: { expected_crc32c: '00000000', computed_crc32c: 'e3069283' }
		});
	});

	it('keeps a declared CRC-32C that fits on the node', async () => {
		const id = await session({ name: 's.bin', stream: 'true' });
		await stream(id, '123456789', '?hash=e3069283&hash_algo=crc32c');
		const { new_file_id } = await settled(id);
		expect((await get(storage(`${new_file_id}/details/`))).json.node.crc32c).toBe('e3069283');
	});

	it('drops a body that is cut short and stays listed, failed, until it is deleted', async () => {
		const id = await session({ name: 's.bin', stream: 'true' });
		const socket = await openUpload(emulator, `/current/upload/${id}/stream/`, {
			length: 10_000,
			sent: pattern(4000),
			type: 'application/octet-stream'
		});
		socket.destroy();
		await until(() => expect(emulator.sessions()).toMatchObject([{ id, status: 'assembly_failed' }]));
		expect(emulator.sessions()[0]?.receivedBytes).toBe(0);
		expect((await stream(id, 'again')).status).toBe(406);
		expect((await del(`/upload/${id}/`)).status).toBe(200);
		expect(emulator.sessions()).toEqual([]);
		expect(emulator.files()).toEqual([]);
	});

	it('is cut in mid-body when the session is cancelled', async () => {
		const id = await session({ name: 's.bin', stream: 'true' });
		const body = { length: 10_000, sent: pattern(4000), type: 'application/octet-stream' };
		const socket = await openUpload(emulator, `/current/upload/${id}/stream/`, body);
		const closed = new Promise((resolve) => socket.once('close', resolve));
		await del(`/upload/${id}/`);
		await closed;
		expect(emulator.files()).toEqual([]);
	});
});

describe('the states of a session', () => {
	it('are reported one by one to a client that waits', async () => {
		emulator.configure({ asyncDelayMs: 120 });
		const id = await session({ name: 's.bin', stream: 'true' });
		const seen = [(await get(`/upload/${id}/details/`)).json.session.status];
		await stream(id, 'x');
		while (seen.at(-1) !== 'complete') {
			seen.push((await get(`/upload/${id}/details/?wait=5`)).json.session.status);
		}
		expect(seen[0]).toBe('ready');
		expect(seen.slice(-3)).toEqual(['assembling', 'storing', 'complete']);
	});

	it('end in stored after an empty complete where the deployment is an older one', async () => {
		emulator.configure({ legacyStored: true, asyncDelayMs: 120 });
		const { json } = await single('x', { ...target, name: 'x' });
		const seen: [string, boolean][] = [];
		while (seen.at(-1)?.[0] !== 'stored') {
			const { session: at } = (await get(`/upload/${json.id}/details/?wait=5`)).json;
			seen.push([at.status, at.new_file_id !== null]);
		}
		expect(seen.slice(-3)).toEqual([
			['complete', false],
			['storing', false],
			['stored', true]
		]);
	});

	it('are over at once where single calls answer with the file id', async () => {
		emulator.configure({ newFileIdInSingleCall: true });
		const { json } = await single('x', { ...target, name: 'x' });
		expect(emulator.files()[0]?.id).toBe(json.new_file_id);
		expect(emulator.sessions()).toEqual([]);
	});

	it('hold a waiting request until its time is over, and let it go when its client leaves', async () => {
		const id = await session({ name: 'x', size: '1' });
		const { json } = await get(`/upload/${id}/details/?wait=1`);
		expect(json.session.status).toBe('ready');
		const left = fetch(`${emulator.url}/upload/${id}/details/?wait=60`, {
			headers: { authorization: `Bearer ${emulator.token}` },
			signal: AbortSignal.timeout(50)
		});
		await expect(left).rejects.toThrow();
	});

	it('fail to store when the target folder has gone to the trash meanwhile', async () => {
		emulator.configure({ asyncDelayMs: 120 });
		const folder = (await form(storage('root/createfolder/'), { name: 'f' })).json.node.id;
		const { json } = await single('x', { ...target, folder_id: folder, name: 'x' });
		await del(storage(`${folder}/delete/`));
		expect((await settled(json.id)).status).toBe('store_failed');
	});
});

describe('listing and cancelling', () => {
	it('lists all sessions and cancels one or all', async () => {
		const first = await session({ name: 'a', size: '1' });
		await session({ name: 'b', size: '1' });
		expect((await get('/upload/details/')).json.sessions).toHaveLength(2);
		await del(`/upload/${first}/`);
		expect((await get(`/upload/${first}/details/`)).status).toBe(404);
		await del('/upload/');
		expect((await get('/upload/details/')).json.sessions).toEqual([]);
		expect(emulator.sessions()).toEqual([]);
	});

	it('takes ids with and without hyphens', async () => {
		const id = await session({ name: 'a', size: '1' });
		const hyphenated = id.match(/.{1,5}/g)?.join('-');
		expect((await get(`/upload/${hyphenated}/details/`)).json.session.id).toBe(id);
	});
});

describe('a held session', () => {
	const hold = async (content: string) => {
		const { json } = await single(content, { name: 'held.txt' });
		return (await settled(json.id)).id as string;
	};
	const from = (id: string) => JSON.stringify({ type: 'upload', upload: { id } });

	it('keeps its file out of the workspace until addfile places it', async () => {
		const id = await hold('held');
		expect(emulator.files()).toEqual([]);
		expect(emulator.sessions()).toMatchObject([{ id, status: 'complete', hasTarget: false }]);
		const { status, json } = await form(storage('root/addfile/'), { name: 'final.txt', from: from(id) });
		expect([status, json.node.name]).toEqual([200, 'final.txt']);
		expect(emulator.files()).toMatchObject([{ id: json.node.id, sha256: sha256('held') }]);
		expect(emulator.sessions()).toEqual([]);
	});

	it('gives the same node when addfile is repeated, and refuses another place', async () => {
		const id = await hold('held');
		const first = await form(storage('root/addfile/'), { name: 'a.txt', from: from(id) });
		const again = await form(storage('root/addfile/'), { name: 'a.txt', from: from(id) });
		expect(again.json.node).toEqual(first.json.node);
		expect(emulator.files()).toMatchObject([{ versions: 1 }]);
		expect((await form(storage('root/addfile/'), { name: 'b.txt', from: from(id) })).status).toBe(406);
	});

	it('is refused by addfile before it is complete, and when it has a target', async () => {
		const { json: open } = await form('/upload/', { name: 'x', size: '1' });
		expect((await form(storage('root/addfile/'), { name: 'x', from: from(open.id) })).status).toBe(406);
		const { json: placed } = await single('x', { ...target, name: 'x' });
		await settled(placed.id);
		expect((await form(storage('root/addfile/'), { name: 'x', from: from(placed.id) })).status).toBe(406);
	});

	it.each([
		'',
		'no json',
		'null',
		'[]',
		'{"type":"hash"}',
		'{"type":"upload"}',
		'{"type":"upload","upload":{"id":5}}'
	])('is not found by the source %j', async (source) => {
		const { status } = await form(storage('root/addfile/'), { name: 'x', from: source });
		expect(status).toBe(406);
	});

	it('leaves nothing when it is deleted', async () => {
		const id = await hold('held');
		await del(`/upload/${id}/`);
		expect((await form(storage('root/addfile/'), { name: 'x', from: from(id) })).status).toBe(404);
		expect(emulator.sessions()).toEqual([]);
	});
});
