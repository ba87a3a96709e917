import { readdir, readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';

const read = (path: string) => readFile(new URL(`../../../${path}`, import.meta.url), 'utf8');
const components = 'src/components/';
const names = await readdir(new URL(`../../../${components}`, import.meta.url), { recursive: true });
const markup = (
	await Promise.all(names.filter((name) => name.endsWith('.svelte')).map((name) => read(components + name)))
).join('\n');
const css = await read(`${components}fastio.css`);
const form = await read('docs/component.md');
const docs = `${form}\n${await read('docs/dropzone.md')}\n${await read('docs/ask.md')}`;

/** First cells of the rows whose first cell is code that starts like this, with the second cell. */
function documented(prefix: string): Map<string, string> {
	const rows = docs.matchAll(/^\| `([\w-]+)` +\|([^|]*)\|/gmu);
	return new Map(
		[...rows].filter(([, name]) => name!.startsWith(prefix)).map((row) => [row[1]!, row[2]!.trim()])
	);
}

const found = (text: string, pattern: RegExp) => [...new Set(text.match(pattern))].toSorted();

/** What stands after the name in `var(--name, …)`, up to the bracket that closes it. */
function fallbackOf(name: string): string {
	const start = css.indexOf(`var(${name},`) + `var(${name},`.length;
	let depth = 0;
	for (let at = start; at < css.length; at++) {
		if (css[at] === '(') depth++;
		if (css[at] === ')' && depth-- === 0) return css.slice(start, at).trim();
	}
	throw new Error(`${name} has no default`);
}

describe('docs/component.md, docs/dropzone.md and docs/ask.md', () => {
	test('lists the attributes of the markup, all of them and no others', () => {
		const rendered = found(markup, /\bdata-fastio-[a-z-]+/gu);
		expect([...documented('data-fastio-').keys()].toSorted()).toEqual(rendered);
		expect(rendered).toEqual(expect.arrayContaining(found(css, /\bdata-fastio-[a-z-]+/gu)));
	});

	test('names no attribute or custom property elsewhere that does not exist', () => {
		const real = [...found(markup, /\bdata-fastio-[a-z-]+/gu), ...found(markup + css, /--fastio-[a-z-]+/gu)];
		expect(real).toEqual(expect.arrayContaining(found(docs, /(?:\bdata-|--)fastio-[a-z-]+/gu)));
	});

	test('lists the custom properties of the look with their defaults, all of them and no others', () => {
		const listed = documented('--fastio-');
		expect([...listed.keys()].toSorted()).toEqual(found(markup + css, /--fastio-[a-z-]+/gu));
		for (const name of found(css, /--fastio-[a-z-]+/gu)) {
			expect(listed.get(name), name).toBe(`\`${fallbackOf(name)}\``);
		}
	});

	test('lists every status that the form can have', async () => {
		const state = await read(`${components}upload-form-state.svelte.ts`);
		const statuses = /UploadFormStatus = ([^;]+);/u.exec(state)![1]!.match(/'\w+'/gu)!;
		const row = /^\| `data-fastio-status`.*$/mu.exec(form)![0];
		for (const status of statuses) expect(row).toContain(`\`${status.slice(1, -1)}\``);
	});
});
