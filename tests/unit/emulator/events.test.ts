import { describe, expect, it } from 'vitest';
import { type Json, startEmulator } from './support.ts';

const { emulator, get, form, del, single, settled, target, storage, session, v1 } = await startEmulator();

const feed = `/org/${emulator.orgId}/events/changes/`;
const search = `/events/search/?workspace_id=${emulator.workspaceId}`;

const put = async (name: string, content = 'x', fields: Record<string, string> = {}): Promise<string> => {
	const { json } = await single(content, { ...target, name, ...fields });
	return (await settled(json.id)).new_file_id;
};
const start = async (): Promise<string> => (await get(feed)).json.cursor;
const changesAfter = async (cursor: string, query = '') =>
	(await get(`${feed}?cursor=${cursor}${query}`)).json;
const names = ({ changes }: Json): string[] => changes.map(({ event }: Json) => event);

describe('the change feed', () => {
	it('begins with no changes and the cursor of now', async () => {
		await put('before.txt');
		const { json } = await get(feed);
		expect(json).toMatchObject({ result: true, changes: [], has_more: false, cursor: expect.any(String) });
		expect(json.profiles.items).toEqual([{ id: emulator.workspaceId, type: 'workspace' }]);
		await put('after.txt');
		expect(names(await changesAfter(json.cursor))).toEqual(['workspace_storage_file_added']);
	});

	it('tells who, what and when of a file, on both wires', async () => {
		const cursor = await start();
		const id = await put('a.txt');
		const { json } = await v1(`/files/stream?workspace=${emulator.workspaceId}&name=b.txt`, { body: 'x' });
		const { changes } = await changesAfter(cursor);
		expect(changes.map(({ object_id }: Json) => object_id)).toEqual([id, json.id]);
		expect(changes[0]).toEqual({
			event_id: expect.stringMatching(/^a[a-z2-7]{28}$/),
			event: 'workspace_storage_file_added',
			profile_id: emulator.workspaceId,
			profile_type: 'workspace',
			object_id: id,
			created: expect.stringMatching(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC$/)
		});
	});

	it('has every change of a file under its name, but no purge', async () => {
		const folder = (await form(storage('root/createfolder/'), { name: 'f' })).json.node.id;
		const cursor = await start();
		const id = await put('a.txt', 'one');
		await put('a.txt', 'two');
		await form(storage(`${id}/update/`), { name: 'b.txt', metadata_title: 'T' });
		await form(storage(`${id}/move/`), { parent: folder });
		const { versions } = (await get(storage(`${id}/versions/`))).json;
		await form(storage(`${id}/restore-version/`), { version_id: versions[1].id });
		await del(storage(`${id}/delete/`));
		await form(storage(`${id}/restore/`), {});
		await del(storage(`${id}/delete/`));
		await del(storage(`${id}/purge/`));
		expect(names(await changesAfter(cursor))).toEqual(
			['added', 'updated', 'updated', 'moved', 'version_restored', 'deleted', 'restored', 'deleted'].map(
				(word) => `workspace_storage_file_${word}`
			)
		);
	});

	it('tells of an overwrite with a new name once', async () => {
		const id = await put('a.txt', 'one');
		const cursor = await start();
		await put('b.txt', 'two', { action: 'update', file_id: id });
		expect(names(await changesAfter(cursor))).toEqual(['workspace_storage_file_updated']);
	});

	it('tells of folders, those that an upload makes on its way too, and nothing where one was there already', async () => {
		const cursor = await start();
		await put('a.txt', 'x', { relative_path: 'x/y/' });
		const { json } = await form(storage('root/createfolder/'), { name: 'x' });
		await del(storage(`${json.node.id}/delete/`));
		expect(names(await changesAfter(cursor))).toEqual([
			'workspace_storage_folder_created',
			'workspace_storage_folder_created',
			'workspace_storage_file_added',
			'workspace_storage_folder_deleted'
		]);
	});

	it('comes in pages that fit together', async () => {
		const cursor = await start();
		for (let n = 0; n < 5; n++) await form(storage('root/createfolder/'), { name: `f${n}` });
		const seen: string[] = [];
		for (let page = { cursor, has_more: true } as Json; page.has_more;) {
			page = await changesAfter(page.cursor, '&limit=2');
			expect(page.changes.length).toBeLessThanOrEqual(2);
			seen.push(...page.changes.map(({ event_id }: Json) => event_id));
		}
		expect(new Set(seen).size).toBe(5);
		const last = await changesAfter(cursor, '&limit=5');
		expect([last.changes.length, last.has_more]).toEqual([5, false]);
		expect((await changesAfter(last.cursor)).changes).toEqual([]);
	});

	it('has no more when only events follow that it does not show', async () => {
		const cursor = await start();
		await form(storage('root/createfolder/'), { name: 'f' });
		emulator.agentResponds({ text: 'Done.' });
		const page = await changesAfter(cursor, '&limit=1');
		expect([page.changes.length, page.has_more]).toEqual([1, false]);
	});

	it.each(['0', '1001', '-1', 'many', '1.5'])('refuses a limit of %s with 406/207321', async (limit) => {
		const { status, json } = await get(`${feed}?limit=${limit}`);
		expect([status, json.error.code]).toEqual([406, 207321]);
	});

	it('refuses a cursor that it did not give with 406/158008', async () => {
		const cursor = await start();
		const [epoch] = Buffer.from(cursor, 'base64url').toString().split(':');
		const ahead = Buffer.from(`${epoch}:99`).toString('base64url');
		const padded = Buffer.from(`${epoch}:00`).toString('base64url');
		const others = [`${cursor}A`, `${cursor}=`, ahead, padded, Buffer.from(':0').toString('base64url')];
		for (const wrong of ['x', '!', ...others]) {
			const { status, json } = await get(`${feed}?cursor=${encodeURIComponent(wrong)}`);
			expect([wrong, status, json.error.code]).toEqual([wrong, 406, 158008]);
		}
	});

	it('refuses every cursor from before a reset', async () => {
		const cursor = await start();
		await emulator.reset();
		expect((await get(`${feed}?cursor=${cursor}`)).json.error.code).toBe(158008);
	});

	it('refuses a cursor with 406/187907 once events after it are gone', async () => {
		emulator.configure({ eventRetention: 3 });
		const cursor = await start();
		for (let n = 0; n < 3; n++) await form(storage('root/createfolder/'), { name: `f${n}` });
		expect((await changesAfter(cursor)).changes).toHaveLength(3);
		await form(storage('root/createfolder/'), { name: 'one too many' });
		const { status, json } = await get(`${feed}?cursor=${cursor}`);
		expect([status, json.error.code, json.error.params.reason]).toEqual([406, 187907, 'cursor_expired']);
		expect(emulator.events()).toHaveLength(3);
	});

	it('keeps no more than its retention, however much happens', () => {
		emulator.configure({ eventRetention: 10 });
		for (let n = 0; n < 5000; n++) emulator.addEvent({ event: `e${n}` });
		expect(emulator.events().map(({ event }) => event)).toEqual(
			Array.from({ length: 10 }, (_, n) => `e${4990 + n}`)
		);
	});

	it('is found by the domain of the org, and under no other id', async () => {
		expect((await get('/org/emulator/events/changes/')).status).toBe(200);
		expect((await get('/org/4000000000000000000/events/changes/')).status).toBe(404);
		expect((await form(feed, {})).status).toBe(405);
	});

	it('lags behind where the deployment does, and then misses nothing', async () => {
		await put('before.txt');
		emulator.configure({ feedLagMs: 3_600_000 });
		const empty = await start();
		await put('a.txt');
		const late = await changesAfter(empty);
		expect([late.changes, late.has_more]).toEqual([[], false]);
		emulator.configure({ feedLagMs: 0 });
		expect(names(await changesAfter(late.cursor))).toHaveLength(2);
		emulator.configure({ feedLagMs: 3_600_000, eventRetention: 1 });
		const cursor = await start();
		emulator.configure({ feedLagMs: 0 });
		expect(names(await changesAfter(cursor))).toHaveLength(1);
	});

	it('writes ids as the deployment does', async () => {
		emulator.configure({ hyphenatedIds: true, numericIds: true });
		const headers = { authorization: `Bearer ${emulator.token}` };
		const cursor = await start();
		await put('a.txt');
		const text = await (await fetch(`${emulator.url}${feed}?cursor=${cursor}`, { headers })).text();
		expect(text).toContain(`"profile_id":${emulator.workspaceId},`);
		expect(text).toMatch(/"object_id":"2[a-z2-7]{4}-/);
	});

	it.each([
		[{ kind: 'status', status: 503 } as const, 503],
		[{ kind: 'rate-limit' } as const, 429]
	])('meets the fault %j', async (fault, status) => {
		emulator.faults.add({ ...fault, on: { method: 'GET', path: '*/events/changes/' } });
		expect((await get(feed)).status).toBe(status);
		expect((await get(feed)).status).toBe(200);
	});

	it('and the log have what a test adds', async () => {
		const cursor = await start();
		emulator.addEvent({ event: 'comment_created', category: 'workspace', subCategory: 'comments' });
		expect((await changesAfter(cursor)).changes).toMatchObject([
			{ event: 'comment_created', object_id: emulator.workspaceId }
		]);
		expect(() => emulator.addEvent({ event: '' })).toThrow(TypeError);
		expect(() => emulator.addEvent({} as never)).toThrow(TypeError);
	});
});

describe('the event log', () => {
	it('lists the newest first, in the detail asked for', async () => {
		const id = await put('a.txt');
		await put('b.txt');
		const { events, pagination } = (await get(search)).json;
		expect(events).toHaveLength(2);
		expect(events[1]).toMatchObject({
			event: 'workspace_storage_file_added',
			category: 'workspace',
			sub_category: 'transfer',
			object_id: id,
			calling_user: { id: emulator.userId },
			org_id: emulator.orgId,
			workspace_id: emulator.workspaceId,
			acknowledged: false,
			template: { params: { name: 'a.txt' } }
		});
		expect(pagination).toEqual({ has_more: false, next_cursor: null, page_size: 100 });
		const terse = (await get(`${search}&output=terse`)).json.events[0];
		expect(Object.keys(terse)).toEqual(['event_id', 'event', 'category', 'object_id', 'created']);
	});

	it('filters by name, category, object and time', async () => {
		const id = await put('a.txt');
		await put('b.txt');
		await del(storage(`${id}/delete/`));
		await form(`/workspace/${emulator.workspaceId}/update/`, { name: 'Other' });
		const count = async (query: string) => (await get(`${search}&${query}`)).json.events.length;
		expect(await count('event=workspace_storage_file_added')).toBe(2);
		expect(await count('subcategory=transfer')).toBe(2);
		expect(await count('subcategory=settings')).toBe(1);
		expect(await count('category=billing')).toBe(0);
		expect(await count(`object_id=${id}`)).toBe(2);
		expect(await count(`calling_user_id=${emulator.userId}`)).toBe(4);
		expect(await count('created-min=2020-01-01 00:00:00 UTC')).toBe(4);
		expect(await count('created-max=2020-01-01 00:00:00 UTC')).toBe(0);
		expect(await count('no_such_filter=1')).toBe(4);
	});

	it('pages by cursor and by offset', async () => {
		for (let n = 0; n < 5; n++) emulator.addEvent({ event: `e${n}` });
		const first = (await get(`${search}&limit=2`)).json;
		const second = (await get(`${search}&limit=2&cursor=${first.pagination.next_cursor}`)).json;
		const third = (await get(`${search}&limit=2&offset=4`)).json;
		const seen = [first, second, third].map((page) => page.events.map(({ event }: Json) => event));
		expect(seen).toEqual([['e4', 'e3'], ['e2', 'e1'], ['e0']]);
		expect([first, second, third].map(({ pagination }) => pagination.has_more)).toEqual([true, true, false]);
	});

	it.each([
		['/events/search/', 406, 10022],
		[`${search}&limit=251`, 406, 10023],
		[`${search}&limit=0`, 406, 10023],
		[`${search}&cursor=x`, 406, 158008],
		[`${search}&cursor=x&offset=1`, 406, 10023],
		[`${search}&created-min=whenever`, 406, 10023],
		[`${search}&wait=5`, 406, 10262],
		['/events/search/?workspace_id=4000000000000000000', 404, 1609],
		['/events/search/?share_id=4000000000000000000', 404, 1609],
		['/event/aaaaaaaaaaaaaaaaaaaaaaaaaaaaa/details/', 404, 1609]
	])('refuses %s with %i/%i', async (path, status, code) => {
		const answer = await get(path);
		expect([answer.status, answer.json.error.code]).toEqual([status, code]);
	});

	it('shows one event, and takes note that it was seen', async () => {
		const { id } = emulator.addEvent({ event: 'e' });
		expect((await get(`/event/${id}/details/`)).json.event).toMatchObject({
			event: 'e',
			acknowledged: false
		});
		expect((await form(`/event/${id}/ack/`, {})).status).toBe(200);
		expect((await get(`${search}&acknowledged=true`)).json.events).toHaveLength(1);
	});
});

describe('the org', () => {
	it('is in one list or the other, with the domain that the workspace names', async () => {
		const { org_domain } = (await get(`/workspace/${emulator.workspaceId}/details/`)).json.workspace;
		const list = async (path: string) =>
			(await get(path)).json.orgs.map(({ id, domain }: Json) => [id, domain]);
		expect(await list('/orgs/list/')).toEqual([[emulator.orgId, org_domain]]);
		expect(await list('/orgs/list/external/')).toEqual([]);
		emulator.configure({ orgAccess: 'external' });
		expect(await list('/orgs/list/')).toEqual([]);
		expect(await list('/orgs/list/external/')).toEqual([[emulator.orgId, org_domain]]);
		expect((await get('/orgs/list/?limit=501')).status).toBe(406);
		expect((await get(`/org/${emulator.orgId}/details/`)).json.org.member).toBe(false);
		expect((await get('/org/4000000000000000000/details/')).status).toBe(404);
	});
});

describe('the workspace', () => {
	it('is shown at three levels', async () => {
		const keys = async (level: string) => {
			const { workspace } = (await get(`/workspace/${emulator.workspaceId}/details/?output=${level}`)).json;
			return Object.keys(workspace);
		};
		expect(await keys('terse')).toEqual(['id', 'name', 'folder_name', 'org_domain', 'user_status']);
		expect(await keys('standard')).toContain('intelligence');
		expect(await keys('standard')).not.toContain('perm_join');
		expect(await keys('full')).toContain('perm_join');
	});

	it('takes a new name and description, within their bounds', async () => {
		const update = (fields: Record<string, string>) =>
			form(`/workspace/${emulator.workspaceId}/update/`, fields);
		const { workspace } = (await update({ name: 'New', description: 'Ten letters.' })).json;
		expect(workspace).toMatchObject({ name: 'New', description: 'Ten letters.' });
		for (const wrong of [{ name: 'x' }, { description: 'short' }, { intelligence: 'maybe' }]) {
			expect((await update(wrong as Record<string, string>)).status).toBe(406);
		}
		expect((await form('/workspace/4000000000000000000/update/', { name: 'New' })).status).toBe(404);
		expect(await session({ name: 'a', size: '1' })).toBeTruthy();
	});
});
