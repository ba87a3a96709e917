import { expect, test } from 'vitest';
import { matchesAccept } from '../../../src/rules/accept.ts';

test.each([
	[undefined, 'a.exe', 'application/x-msdownload', true],
	[[], 'a.exe', '', true],
	[['image/*'], 'a.png', 'image/png', true],
	[['image/*'], 'a.png', 'IMAGE/PNG; q=1', true],
	[['image/*'], 'a.png', '', false],
	[['image/*'], 'a.png', 'imagery/png', false],
	[['application/pdf'], 'a.pdf', 'application/pdf', true],
	[['application/pdf'], 'a.pdf', 'application/pdfx', false],
	[['.PDF'], 'Report.pdf', '', true],
	[['.pdf'], 'report.pdf.exe', 'application/pdf', false],
	[['.'], 'report.', '', false],
	[[''], 'a', '', false],
	[['*/*'], 'a', '', true],
	[['image/png', '.svg'], 'x.svg', 'text/plain', true]
])('accept %j with %s of type %j: %s', (accept, name, type, expected) => {
	expect(matchesAccept(accept, { name, type })).toBe(expected);
});
