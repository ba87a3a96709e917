import { execFile } from 'node:child_process';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));

const REFUSED: [room: string, specifier: string][] = [
	['src/rules', 'node:fs'],
	['src/rules', '../api/errors.ts'],
	['src/api', 'node:fs'],
	['src/api', '@sveltejs/kit'],
	['src/api', '../server/origin.ts'],
	['src/api/wire', '../../emulator/ids.ts'],
	['src/multipart', '../api/errors.ts'],
	['src/multipart', '@sveltejs/kit'],
	['src/brokers', '../api/errors.ts'],
	['src/brokers', '@sveltejs/kit'],
	['src/brokers/redis', 'redis'],
	['src/brokers', '../redis.ts'],
	['src/server', '../components/kit.ts'],
	['src/server', '../emulator.ts'],
	['src/server', '../redis.ts'],
	['src/components', 'node:fs'],
	['src/components', '../server/origin.ts'],
	['src/components', '$app/forms'],
	['src/emulator', '../api/errors.ts'],
	['src/emulator', '../rules/codes.ts'],
	['src/emulator', 'minisearch'],
	['src/emulator/text', 'unpdf'],
	['playground/src', '../../src/api.ts'],
	['tests/package', '../../src/server/handle.ts']
];
const ALLOWED: [room: string, specifier: string][] = [
	['src/api', '../rules/codes.ts'],
	['src/api', 'p-retry'],
	['src/api', 'eventsource-parser'],
	['src/multipart', 'busboy'],
	['src/brokers', '../rules/errors.ts'],
	['src/server', '../brokers/memory-rates.ts'],
	['src/server', '../multipart/body-reader.ts'],
	['src/server', '@sveltejs/kit'],
	['src/components', 'svelte/reactivity'],
	['src/emulator', 'node:http'],
	['playground/src', 'sveltekit-fastio/server']
];
const probes = [...REFUSED, ...ALLOWED].map(([room, specifier], index) => ({
	room,
	specifier,
	path: join(room, `zz-import-rule-probe-${index}.ts`)
}));
let refused: Set<string>;

beforeAll(async () => {
	await Promise.all(
		probes.map(({ path, specifier }) =>
			writeFile(join(root, path), `import * as probe from '${specifier}';\nexport { probe };\n`)
		)
	);
	const output = await new Promise<string>((resolve) => {
		const files = probes.map(({ path }) => path);
		execFile('oxlint', ['--format', 'json', ...files], { cwd: root }, (_error, stdout) => resolve(stdout));
	});
	const { diagnostics } = JSON.parse(output) as { diagnostics: { code: string; filename: string }[] };
	const restricted = diagnostics.filter(({ code }) => code.includes('no-restricted-imports'));
	refused = new Set(restricted.map(({ filename }) => filename));
});
afterAll(() => Promise.all(probes.map(({ path }) => rm(join(root, path), { force: true }))));

const isRefused = (room: string, specifier: string) =>
	refused.has(probes.find((probe) => probe.room === room && probe.specifier === specifier)?.path ?? '');

test.each(REFUSED)('%s may not import %s', (room, specifier) => {
	expect(isRefused(room, specifier)).toBe(true);
});

test.each(ALLOWED)('%s may import %s', (room, specifier) => {
	expect(isRefused(room, specifier)).toBe(false);
});
