import { describe, expect, it } from 'vitest';
import { sha256, startEmulator } from './support.ts';

const { emulator, form, get, del, single, settled, target, storage, call } = await startEmulator();

const put = async (name: string, content: string, fields: Record<string, string> = {}): Promise<string> => {
	const { json } = await single(content, { ...target, name, ...fields });
	return (await settled(json.id)).new_file_id;
};
const folder = async (name: string, parent = 'root'): Promise<string> =>
	(await form(storage(`${parent}/createfolder/`), { name })).json.node.id;
const read = async (id: string, query = '') => {
	const headers = { authorization: `Bearer ${emulator.token}` };
	return fetch(emulator.url + storage(`${id}/read/${query}`), { headers });
};

describe('a name that is taken', () => {
	it('by a file: the upload overwrites it in place and keeps the old content as a version', async () => {
		const id = await put('a.txt', 'one');
		expect(await put('a.txt', 'two')).toBe(id);
		expect(emulator.files()).toMatchObject([{ id, versions: 2, sha256: sha256('two') }]);
		const { versions } = (await get(storage(`${id}/versions/`))).json;
		expect(versions.map(({ current }: { current: boolean }) => current)).toEqual([true, false]);
		await form(storage(`${id}/restore-version/`), { version_id: versions[1].id });
		expect(await (await read(id)).text()).toBe('one');
		expect(await (await read(id, `?version_id=${versions[0].id}`)).text()).toBe('two');
	});

	it('by a folder: the file is numbered', async () => {
		await folder('notes.txt');
		await put('notes.txt', 'x');
		expect(emulator.files()).toMatchObject([{ name: 'notes (2).txt' }]);
	});

	it('by a folder: createfolder gives that one, or with force a numbered one', async () => {
		const id = await folder('f');
		expect(await folder('f')).toBe(id);
		const forced = await form(storage('root/createfolder/'), { name: 'f', force: 'true' });
		expect(forced.json.node.name).toBe('f (2)');
	});

	it('is refused for a rename with 400/1605', async () => {
		const id = await put('a.txt', 'a');
		await put('b.txt', 'b');
		const { status, json } = await form(storage(`${id}/update/`), { name: 'b.txt' });
		expect([status, json.error.code]).toEqual([400, 1605]);
		expect((await form(storage(`${id}/update/`), { name: 'c.txt' })).json.node.name).toBe('c.txt');
	});

	it('by a file in the way of a move: that one goes to the trash', async () => {
		const into = await folder('f');
		const inTheWay = await put('a.txt', 'old', { folder_id: into });
		const mover = await put('a.txt', 'new');
		await form(storage(`${mover}/move/`), { parent: into });
		expect(emulator.files()).toMatchObject([{ id: mover, parent: into }]);
		expect((await get(storage(`${inTheWay}/details/`))).json.node).toMatchObject({
			parent: 'trash',
			deleted: true
		});
	});
});

describe('an upload with action=update', () => {
	it('gives the named file a new version, and a new name when it says one', async () => {
		const id = await put('a.txt', 'one');
		expect(await put('b.txt', 'two', { action: 'update', file_id: id })).toBe(id);
		expect(emulator.files()).toMatchObject([{ id, name: 'b.txt', versions: 2 }]);
	});

	it('is refused without file_id, and with one that is not there', async () => {
		const fields = { ...target, action: 'update', name: 'a', size: '1' };
		expect((await form('/upload/', fields)).status).toBe(406);
		const unknown = { ...fields, file_id: '2aaaaaaaaaaaaaaaaaaaaaaaaaaaa' };
		expect((await form('/upload/', unknown)).status).toBe(404);
	});
});

describe('the trash', () => {
	it('takes a file out of the workspace and gives it back', async () => {
		const id = await put('a.txt', 'a');
		expect((await del(storage(`${id}/delete/`))).status).toBe(200);
		expect(emulator.files()).toEqual([]);
		expect((await get(storage('trash/list/'))).json.nodes.items).toMatchObject([
			{ id, deleted_from: 'root' }
		]);
		expect((await del(storage(`${id}/delete/`))).status).toBe(404);
		expect((await form(storage(`${id}/restore/`), {})).json.node).toMatchObject({ id, parent: 'root' });
		expect(emulator.files()).toMatchObject([{ id }]);
	});

	it('is the only place from which a node can be purged', async () => {
		const id = await put('a.txt', 'a');
		expect((await del(storage(`${id}/purge/`))).status).toBe(400);
		await del(storage(`${id}/delete/`));
		expect((await del(storage(`${id}/purge/`))).status).toBe(200);
		expect((await get(storage(`${id}/details/`))).json.error.code).toBe(133123);
	});

	it('takes what lies in a deleted folder along, and is emptied as a whole', async () => {
		const outer = await folder('outer');
		const id = await put('a.txt', 'a', { folder_id: outer });
		await del(storage(`${outer}/delete/`));
		expect(emulator.files()).toEqual([]);
		expect((await form('/upload/', { ...target, folder_id: outer, name: 'b', size: '1' })).status).toBe(404);
		await del(storage('trash/delete/'));
		expect((await get(storage(`${id}/details/`))).status).toBe(404);
	});
});

describe('a copy', () => {
	it('is a node of its own, told in log and feed, with the content of the current version', async () => {
		await put('a.txt', 'one');
		const id = await put('a.txt', 'two');
		const into = await folder('f');
		const copy = (await form(storage(`${id}/copy/`), { parent: into })).json.node;
		expect(emulator.files()).toMatchObject([
			{ id, versions: 2 },
			{ id: copy.id, parent: into, versions: 1, sha256: sha256('two') }
		]);
		expect(emulator.events().at(-1)).toMatchObject({
			event: 'workspace_storage_file_copied',
			objectId: copy.id
		});
	});

	it.each(['origin', 'copy'] as const)('keeps its content when the %s is purged', async (which) => {
		const id = await put('a.txt', 'a');
		const copy = (await form(storage(`${id}/copy/`), { parent: await folder('f') })).json.node.id;
		const [purged, kept] = which === 'origin' ? [id, copy] : [copy, id];
		await del(storage(`${purged}/delete/`));
		await del(storage(`${purged}/purge/`));
		expect(await (await read(kept)).text()).toBe('a');
	});

	it('of a file next to itself puts the origin into the trash, as any file in the way', async () => {
		const id = await put('a.txt', 'a');
		const copy = (await form(storage(`${id}/copy/`), { parent: 'root' })).json.node;
		expect(emulator.files()).toMatchObject([{ id: copy.id, name: 'a.txt' }]);
		expect((await get(storage(`${id}/details/`))).json.node.parent).toBe('trash');
	});
});

describe('folders', () => {
	it.each(['move', 'copy'])('cannot be put into themselves (%s)', async (action) => {
		const outer = await folder('outer');
		const inner = await folder('inner', outer);
		expect((await form(storage(`${outer}/${action}/`), { parent: inner })).status).toBe(400);
	});

	it('list in pages of 100, 250 or 500 that fit together', async () => {
		const names = Array.from({ length: 105 }, (_, n) => `n${String(n).padStart(3, '0')}`);
		for (const name of names) await folder(name);
		const first = (await get(storage('root/list/?page_size=100'))).json;
		expect(first.pagination).toMatchObject({ has_more: true });
		const second = (await get(storage(`root/list/?page_size=100&cursor=${first.next_cursor}`))).json;
		expect(second.next_cursor).toBeNull();
		const seen = [...first.nodes.items, ...second.nodes.items].map(({ name }: { name: string }) => name);
		expect(seen).toEqual(names);
	});

	it.each([
		'page_size=50',
		'page_size=x',
		'cursor=nonsense',
		'sort_by=colour',
		'sort_dir=up',
		'output=terse,full'
	])('refuse to list with %s', async (query) => {
		expect((await get(storage(`root/list/?${query}`))).status).toBe(406);
	});

	it('list in the order that is asked for', async () => {
		await put('b.txt', 'bbb');
		await put('a.txt', 'a');
		const names = async (query: string) =>
			(await get(storage(`root/list/?${query}`))).json.nodes.items.map(({ name }: { name: string }) => name);
		expect(await names('')).toEqual(['a.txt', 'b.txt']);
		expect(await names('sort_by=size&sort_dir=desc')).toEqual(['b.txt', 'a.txt']);
	});
});

describe('details', () => {
	it('show more at each level of output', async () => {
		const id = await put('a.pdf', 'a', { creator: 'my-tag' });
		const keys = async (output: string) =>
			Object.keys((await get(storage(`${id}/details/?output=${output}`))).json.node).sort();
		expect(await keys('terse')).toEqual(['id', 'mimetype', 'modified', 'name', 'parent', 'size', 'type']);
		expect(await keys('standard')).not.toContain('hash');
		const { format, node } = (await get(storage(`${id}/details/`))).json;
		expect(format).toBe('single');
		expect(node).toMatchObject({
			id,
			mimetype: 'application/pdf',
			mimecategory: 'document',
			hash: sha256('a'),
			hash_algo: 'sha256',
			origin: { creator: 'my-tag' }
		});
		expect(node.version).toMatch(/^3[a-z2-7]{28}$/);
	});

	it('of several nodes say which failed, and are 404 when all did', async () => {
		const id = await put('a', 'a');
		const unknown = '2aaaaaaaaaaaaaaaaaaaaaaaaaaaa';
		const mixed = (await get(storage(`${id},${unknown},nonsense/details/`))).json;
		expect(mixed).toMatchObject({ format: 'multi', node_count: 1, error_count: 2, requested_count: 3 });
		expect(mixed.errors.map(({ code }: { code: number }) => code)).toEqual([133123, 191878]);
		const none = await get(storage(`${unknown},${unknown}/details/`));
		expect([none.status, none.json.format]).toEqual([404, 'multi']);
		const many = await get(storage(`${Array(26).fill(id).join(',')}/details/`));
		expect([many.status, many.json.error.code]).toEqual([400, 115519]);
	});

	it('are found by hyphenated ids, and show them where the deployment does', async () => {
		const id = await put('a', 'a');
		const hyphenated = id.match(/.{1,5}/g)?.join('-');
		expect((await get(storage(`${hyphenated}/details/`))).json.node.id).toBe(id);
		emulator.configure({ hyphenatedIds: true });
		expect((await get(storage(`${id}/details/`))).json.node.id).toBe(hyphenated);
	});
});

describe('downloads', () => {
	it('give the bytes to a key, or to a token that is bound to the node', async () => {
		const id = await put('a.txt', 'content');
		const other = await put('b.txt', 'other');
		const response = await read(id);
		expect(await response.text()).toBe('content');
		expect(response.headers.get('content-type')).toBe('text/plain');
		expect(response.headers.get('content-length')).toBe('7');
		const { token } = (await get(storage(`${id}/requestread/`))).json;
		const anonymous = (node: string, value: string) =>
			fetch(`${emulator.url}${storage(`${node}/read/`)}?token=${encodeURIComponent(value)}`);
		expect(await (await anonymous(id, token)).text()).toBe('content');
		expect((await anonymous(other, token)).status).toBe(401);
		expect((await anonymous(id, `${Date.now() + 1e9}.x`)).status).toBe(401);
		expect((await fetch(emulator.url + storage(`${id}/read/`))).status).toBe(401);
	});
});

describe('metadata and versions', () => {
	it('are checked for their length and for the version they expect', async () => {
		const id = await put('a.txt', 'a');
		expect((await form(storage(`${id}/update/`), { metadata_title: 'x'.repeat(51) })).status).toBe(406);
		const titled = await form(storage(`${id}/update/`), { metadata_title: 'Title' });
		expect(titled.json.node.metadata).toEqual({ title: 'Title' });
		const stale = await form(storage(`${id}/update/`), { name: 'b.txt', if_version_id: '3'.repeat(29) });
		expect(stale.status).toBe(409);
		expect(stale.json.error.params).toMatchObject({ current_version_id: titled.json.node.version });
	});

	it('take new content from a held upload', async () => {
		const id = await put('a.txt', 'one');
		const { json } = await single('two', { name: 'held' });
		await settled(json.id);
		const from = JSON.stringify({ type: 'upload', upload: { id: json.id } });
		await form(storage(`${id}/update/`), { from });
		expect(emulator.files()).toMatchObject([{ id, name: 'a.txt', versions: 2, sha256: sha256('two') }]);
		expect(emulator.sessions()).toEqual([]);
	});
});

describe('the workspace', () => {
	it('is described, and found by its folder name too', async () => {
		const { workspace } = (await get(`/workspace/${emulator.workspaceId}/details/`)).json;
		expect(workspace).toMatchObject({ id: emulator.workspaceId, intelligence: false });
		expect((await get(`/workspace/${workspace.folder_name}/details/`)).status).toBe(200);
		expect((await get('/workspace/4000000000000000000/details/')).status).toBe(404);
	});

	it('has an id that JSON.parse rounds where the deployment writes numbers', async () => {
		emulator.configure({ numericIds: true });
		const headers = { authorization: `Bearer ${emulator.token}` };
		const response = await fetch(`${emulator.url}/workspace/${emulator.workspaceId}/details/`, { headers });
		expect(await response.text()).toContain(`"id":${emulator.workspaceId},`);
	});

	it('reports its limits, and asks for instance_id when an action is named', async () => {
		expect((await get('/upload/limits/')).json).toMatchObject({ chunk_size: 100 * 1024 ** 2, chunks: 550 });
		expect((await get('/upload/limits/?action=create')).status).toBe(406);
		expect((await get(`/upload/limits/?action=create&instance_id=${emulator.workspaceId}`)).status).toBe(200);
		expect((await get('/upload/algos/')).json.algos).toContain('crc32c');
		expect((await get('/upload/limits/extensions/')).json.restricted_extensions).toEqual([]);
		expect((await call('GET', '/upload/limits')).status).toBe(200);
	});
});
