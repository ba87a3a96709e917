import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { STATUS_OF_CODE } from '../../../src/rules/codes.ts';

test('docs/errors.md lists every code with its status, and no other', () => {
	const docs = readFileSync(new URL('../../../docs/errors.md', import.meta.url), 'utf8');
	const table = docs.slice(docs.indexOf('## Codes'));
	const documented = [...table.matchAll(/^\| `([a-z-]+)` *\| (\d{3}) *\|/gmu)].map(([, code, status]) => [
		code,
		Number(status)
	]);
	expect(Object.fromEntries(documented)).toEqual(STATUS_OF_CODE);
	expect(documented).toHaveLength(Object.keys(STATUS_OF_CODE).length);
});
