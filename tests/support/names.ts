import * as fc from 'fast-check';

/** Pieces that have broken file names somewhere. */
const PIECES = [
	'/',
	'\\',
	'..',
	'.',
	' ',
	'\u00a0',
	'\u0000',
	'\r\n',
	'\u202e',
	'\u200b',
	'\u200d',
	'\ufe0f',
	'\ufeff',
	'\u{e0041}',
	'\u0301',
	'\ud800',
	'\udc00',
	'\uffff',
	'\u2215',
	'\uff0f',
	'\uff3c',
	'\uff0e',
	'\u2105',
	'\u2026',
	'\u2800',
	'CON',
	'nul',
	'com1',
	':',
	'%',
	'%2f',
	'%22',
	'%0D%0A',
	'"',
	"'",
	"UTF-8''",
	'=?UTF-8?B?',
	'?=',
	'\u00e9',
	'\u{1f600}',
	'.txt',
	'.tar.gz'
];

/** File names as nobody hopes for: any text, hostile pieces, and both in lengths around every limit. */
export function hostileName(): fc.Arbitrary<string> {
	const piece = fc.constantFrom(...PIECES);
	const repeated = fc
		.tuple(piece, fc.integer({ min: 1, max: 300 }))
		.map(([text, count]) => text.repeat(count));
	const mixed = fc.oneof(piece, repeated, fc.string({ maxLength: 20 }), fc.string({ unit: 'binary' }));
	return fc.oneof(
		fc.string({ unit: 'binary', maxLength: 400 }),
		fc.string({ unit: 'grapheme', maxLength: 300 }),
		fc.array(mixed, { maxLength: 8 }).map((parts) => parts.join(''))
	);
}
