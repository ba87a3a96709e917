import { describe, expect, it } from 'vitest';
import { type AiState, createEmulator } from '../../../src/emulator.ts';
import { createIndexer } from '../../../src/emulator/indexing.ts';
import { applySettings, DEFAULT_SETTINGS } from '../../../src/emulator/options.ts';
import type { FileNode } from '../../../src/emulator/store/nodes.ts';
import { makePdf } from '../../support/pdf.ts';
import { callsOf, type Json, startEmulator } from './support.ts';

const { emulator, get, form, del, single, settled, target, storage, v1 } = await startEmulator({
	intelligence: true,
	indexing: { delayMs: 12 }
});
const ALL: AiState[] = ['pending', 'in_progress', 'ready', 'indexed'];
/** Holds each step for longer than any test lasts. */
const PAUSED = { indexing: { delayMs: 3_600_000 } };

const put = async (
	name: string,
	content: BlobPart = 'x',
	fields: Record<string, string> = {}
): Promise<string> => {
	const { json } = await single(content, { ...target, name, ...fields });
	return (await settled(json.id)).new_file_id;
};
const aiOf = async (id: string): Promise<Json> => (await get(storage(`${id}/details/`))).json.node.ai;
const poll = async (lastactivity?: string): Promise<Json> => {
	const since = lastactivity === undefined ? '' : `&lastactivity=${encodeURIComponent(lastactivity)}`;
	return (await get(`/activity/poll/${emulator.workspaceId}/?wait=60&updated=1${since}`)).json;
};

/** Follows a file by the long poll, as a client does, and gives the states it saw. */
async function follow(id: string, ends: readonly string[]): Promise<string[]> {
	const seen: string[] = [];
	let lastactivity: string | undefined;
	for (;;) {
		const answer = await poll(lastactivity);
		lastactivity = answer.lastactivity;
		if (!answer.activity.includes(`storage:${id}`)) continue;
		const { state } = await aiOf(id);
		if (seen.at(-1) !== state) seen.push(state);
		if (ends.includes(state)) return seen;
	}
}

describe('the AI state of a file', () => {
	it.each(['report.pdf', 'notes.txt', 'app.ts', 'main.py', 'page.svelte', 'data.json'])(
		'of %s comes to indexed',
		async (name) => {
			const id = await put(name, name.endsWith('.pdf') ? makePdf([['x']]) : 'x');
			expect(ALL).toEqual(expect.arrayContaining(await follow(id, ['indexed'])));
			expect(await aiOf(id)).toEqual({ state: 'indexed', attach: true, summary: true });
		}
	);

	it('is pending in the answer that first shows the file', async () => {
		emulator.configure(PAUSED);
		const path = `/files/stream?workspace=${emulator.workspaceId}&name=a.txt`;
		const { json } = await v1(path, { body: 'x', headers: { 'content-type': 'text/plain' } });
		expect(await aiOf(json.id)).toEqual({ state: 'pending', attach: false, summary: false });
		const { node } = (await get(storage(`${json.id}/details/?output=standard`))).json;
		expect(node.ai).toEqual({ state: 'pending' });
	});

	it.each(['dot.png', 'song.mp3', 'film.mp4', 'table.xlsx', 'table.csv'])(
		'of %s ends at ready: it can be attached, but is not indexed',
		async (name) => {
			const id = await put(name);
			await follow(id, ['ready']);
			await follow(await put('a.txt'), ['indexed']);
			expect(await aiOf(id)).toEqual({ state: 'ready', attach: true, summary: true });
		}
	);

	it.each(['all.zip', 'thing.bin', 'nameless'])('of %s stays disabled', async (name) => {
		expect(await aiOf(await put(name))).toEqual({ state: 'disabled', attach: false, summary: false });
	});

	it('is failed where the name is on the list, and does not come back', async () => {
		emulator.configure({ indexing: { fail: ['exact.txt', 'bad*.p*f'] } });
		for (const name of ['exact.txt', 'bad one.pdf', 'bad.p.pdf']) {
			const id = await put(name);
			expect((await follow(id, ['failed', 'ready'])).at(-1)).toBe('failed');
			expect(await aiOf(id)).toEqual({ state: 'failed', attach: false, summary: false });
		}
		for (const name of ['not exact.txt', 'good.py', 'bad.txt']) {
			expect((await follow(await put(name), ['failed', 'indexed'])).at(-1)).toBe('indexed');
		}
	});

	it('changes without an event in feed or log', async () => {
		const id = await put('a.txt');
		await follow(id, ['indexed']);
		expect(emulator.events().map(({ event }) => event)).toEqual(['workspace_storage_file_added']);
	});

	it('holds for files of both wires, and is in `files()`', async () => {
		const path = `/files/stream?workspace=${emulator.workspaceId}&name=a.txt`;
		const { json } = await v1(path, { body: 'x', headers: { 'content-type': 'text/plain; charset=utf-8' } });
		await follow(json.id, ['indexed']);
		expect(emulator.files()).toMatchObject([{ id: json.id, aiState: 'indexed' }]);
	});

	it('starts again with new content, but not with a new name or place', async () => {
		const id = await put('a.txt', 'one');
		await follow(id, ['indexed']);
		emulator.configure(PAUSED);
		const folder = (await form(storage('root/createfolder/'), { name: 'f' })).json.node.id;
		await form(storage(`${id}/update/`), { name: 'b.txt' });
		await form(storage(`${id}/move/`), { parent: folder });
		expect(await aiOf(id)).toMatchObject({ state: 'indexed', attach: true });
		await put('b.txt', 'two', { folder_id: folder });
		expect(await aiOf(id)).toMatchObject({ state: 'pending', attach: false });
		const { versions } = (await get(storage(`${id}/versions/`))).json;
		emulator.setAiState(id, 'indexed');
		await form(storage(`${id}/restore-version/`), { version_id: versions[1].id });
		expect(await aiOf(id)).toMatchObject({ state: 'pending' });
	});

	it('rests in the trash, that of a folder too, and starts again on the way back', async () => {
		emulator.configure(PAUSED);
		const folder = (await form(storage('root/createfolder/'), { name: 'f' })).json.node.id;
		const id = await put('a.txt', 'x', { folder_id: folder });
		emulator.setAiState(id, 'ready');
		await del(storage(`${folder}/delete/`));
		expect(await aiOf(id)).toMatchObject({ state: 'ready' });
		emulator.configure({ indexing: { delayMs: 3 } });
		await form(storage(`${folder}/restore/`), {});
		expect((await follow(id, ['indexed'])).at(-1)).toBe('indexed');
	});

	it('takes longer for larger files where the settings say so', async () => {
		emulator.configure({ indexing: { delayMs: 0, perMiBMs: 3_600_000 } });
		const large = await put('large.txt', 'x'.repeat(1024 ** 2));
		const small = await put('empty.txt', '');
		await follow(small, ['indexed']);
		expect(await aiOf(large)).toMatchObject({ state: 'pending' });
	});

	it('may be set, and then stays', async () => {
		const id = await put('a.txt');
		emulator.setAiState(id, 'failed');
		expect(await aiOf(id)).toMatchObject({ state: 'failed' });
		expect(() => emulator.setAiState(id, 'unheard-of' as never)).toThrow(TypeError);
		expect(() => emulator.setAiState('2unknown', 'ready')).toThrow(TypeError);
	});
});

describe('an indexer', () => {
	/** A file by itself, and all states that it goes through; `ended` settles when it comes to one of the ends. */
	const watch = (type: string, end: AiState, isLive: () => boolean = () => true) => {
		const file = { kind: 'file', name: 'a', ai: 'disabled', current: { type, bytes: { size: 1 } } };
		const settings = applySettings(DEFAULT_SETTINGS, { intelligence: true, indexing: { delayMs: 0 } });
		const seen: AiState[] = [];
		const ended = new Promise<void>((resolve) => {
			const onState = ({ ai }: FileNode) => {
				seen.push(ai);
				if (ai === end) resolve();
			};
			createIndexer({ settings: () => settings, isLive, onState }).start(file as unknown as FileNode);
		});
		return { seen, ended };
	};

	it('takes a document through every state, once and in order', async () => {
		const { seen, ended } = watch('application/pdf', 'indexed');
		await ended;
		expect(seen).toEqual(ALL);
	});

	it('takes a picture to ready', async () => {
		const { seen, ended } = watch('image/png', 'ready');
		await ended;
		expect(seen).toEqual(ALL.slice(0, 3));
	});

	it('takes a file in the trash no further', async () => {
		const seen = await new Promise((resolve) => {
			const watched = watch('text/plain', 'indexed', () => {
				// Asked once, by the first timer; the states are looked at when that is over.
				queueMicrotask(() => resolve(watched.seen));
				return false;
			});
		});
		expect(seen).toEqual(['pending']);
	});
});

describe('indexing in a workspace', () => {
	const update = (fields: Record<string, string>) =>
		form(`/workspace/${emulator.workspaceId}/update/`, fields);
	const isOn = async () =>
		(await get(`/workspace/${emulator.workspaceId}/details/`)).json.workspace.intelligence;

	it('is switched off and on by the API: the index is gone, then made anew', async () => {
		const id = await put('a.txt');
		await follow(id, ['indexed']);
		expect((await update({ intelligence: 'false' })).json.workspace.intelligence).toBe(false);
		expect(await aiOf(id)).toMatchObject({ state: 'disabled' });
		expect(await aiOf(await put('b.txt'))).toMatchObject({ state: 'disabled' });
		await update({ intelligence: 'true' });
		expect((await follow(id, ['indexed'])).at(-1)).toBe('indexed');
	});

	it('stays off, with files disabled, where the plan does not include it', async () => {
		emulator.configure({ contentAi: false });
		expect(await aiOf(await put('a.txt'))).toMatchObject({ state: 'disabled' });
		expect(await isOn()).toBe(true);
		const { status, json } = await update({ intelligence: 'true' });
		expect([status, json.error.code]).toEqual([400, 1605]);
	});

	it('goes back to the options with a reset, which stops what is under way', async () => {
		emulator.configure({ intelligence: false });
		await emulator.reset();
		expect(await isOn()).toBe(true);
		const id = await put('a.txt');
		await emulator.reset();
		expect(emulator.files()).toEqual([]);
		expect((await get(storage(`${id}/details/`))).status).toBe(404);
	});

	it('is off by default', async () => {
		await using other = await createEmulator();
		const { v1, get } = callsOf(other);
		await v1(`/files/stream?workspace=${other.workspaceId}&name=a.txt`, { body: 'x' });
		expect(other.files()).toMatchObject([{ aiState: 'disabled' }]);
		const { workspace } = (await get(`/workspace/${other.workspaceId}/details/`)).json;
		expect(workspace.intelligence).toBe(false);
	});

	it.each([
		{ intelligence: 'yes' },
		{ indexing: { delayMs: -1 } },
		{ indexing: { delayMs: 86_400_001 } },
		{ indexing: { fail: 'a.txt' } },
		{ indexing: 5 },
		{ eventRetention: 0 },
		{ eventRetention: 100_001 },
		{ activityForm: 'list' }
	])('refuses the setting %j', (change) => {
		expect(() => emulator.configure(change as never)).toThrow(TypeError);
	});
});
