import { expect, test } from 'vitest';
import { ar } from '../../../../src/components/locales/ar.ts';
import { en } from '../../../../src/components/locales/en.ts';
import { fr } from '../../../../src/components/locales/fr.ts';
import { pl } from '../../../../src/components/locales/pl.ts';
import type { FastioLocale } from '../../../../src/components/locales/types.ts';

const GROUPS = ['upload', 'uploader', 'dropzone', 'list', 'ask'] as const;
const COUNTS = [0, 1, 2, 3, 5, 11, 21, 100];
const modules = import.meta.glob<Record<string, unknown>>('../../../../src/components/locales/*.ts', {
	eager: true
});
const locales = Object.values(modules)
	.flatMap((module) => Object.values(module))
	.filter((value): value is FastioLocale => typeof value === 'object' && value !== null && 'dir' in value);

test('there are English and others, each by a valid code of its own and in the direction of its script', () => {
	const codes = locales.map(({ code }) => code);
	expect(codes).toContain('en');
	expect(codes.length).toBeGreaterThan(10);
	expect(new Set(codes).size).toBe(codes.length);
	expect(Intl.getCanonicalLocales(codes)).toEqual(codes);
	for (const { code, dir } of locales)
		expect([code, dir]).toEqual([code, /^(?:ar|he)/u.test(code) ? 'rtl' : 'ltr']);
});

for (const locale of locales) {
	test(`${locale.code} has every word of English, and no other`, () => {
		for (const group of GROUPS) {
			expect(Object.keys(locale[group]).toSorted()).toEqual(Object.keys(en[group]).toSorted());
			for (const [key, word] of Object.entries(locale[group] as object)) {
				if (typeof word === 'string') expect([key, word]).toEqual([key, expect.stringMatching(/^[^{}]+$/u)]);
			}
		}
	});

	test(`${locale.code} has a sentence of its own for each reason not to index a file`, () => {
		const sentences = (['off', 'plan', 'type', 'failed'] as const).map((reason) =>
			locale.list.notIndexed(reason)
		);
		expect(new Set(sentences).size).toBe(4);
		for (const sentence of sentences) expect(sentence).toMatch(/^[^{}]{8,}$/u);
	});

	test(`${locale.code} says every number, name and reason it is given`, () => {
		const { upload, uploader, dropzone, list, ask } = locale;
		const number = (n: number) => new Intl.NumberFormat(locale.code).format(n);
		const sentences: [sentence: string, said: string][] = [
			[uploader.typeNotAllowed({ name: 'a.txt', accept: ['.pdf', 'image/*'] }), '.pdf, image/*'],
			[
				uploader.tooLarge({ name: 'a.txt', size: 2048, limit: 1024, setting: 'maxRequestBytes' }),
				'maxRequestBytes'
			],
			[uploader.tooSmall({ name: 'a.txt', size: 1, limit: 2 }), number(2)],
			[uploader.totalTooLarge(5 * 1024 ** 2), number(5)],
			[uploader.duplicate('a.txt'), 'a.txt'],
			[uploader.notUnderstood(404), '404'],
			[uploader.notUnderstood(502), '502'],
			[upload.unreadable(502), '502'],
			[upload.started(['a.txt']), 'a.txt'],
			[upload.success(['a.txt']), 'a.txt'],
			[upload.success(['a.txt', 'b.txt']), 'a.txt, b.txt'],
			[upload.progress({ percent: 50, sentBytes: 1024, totalBytes: 2048 }), number(50)],
			[list.uploading({ percent: 50, bytesPerSecond: 1024, etaMs: 3000 }), number(3)],
			[list.announceAdded(1, 'a.txt'), 'a.txt'],
			[list.announceReady(1, 'a.txt'), 'a.txt'],
			[list.announceFailed(1, 'a.txt', 'why'), 'why'],
			[list.announceRefused(1, 'why'), 'why'],
			[ask.notUnderstood(502), '502'],
			[ask.source({ name: 'a.pdf', page: 3, time: undefined }), number(3)],
			[ask.source({ name: 'a.mp4', page: undefined, time: '1:05' }), '1:05'],
			[ask.notIndexed(1, ['a.txt']), 'a.txt']
		];
		for (const key of ['pause', 'resume', 'cancel', 'retry', 'remove', 'dismiss', 'progressLabel'] as const) {
			sentences.push([list[key]('a.txt'), 'a.txt']);
		}
		for (const n of COUNTS.filter((count) => count > 1)) {
			sentences.push(
				[uploader.tooMany(n), number(n)],
				[dropzone.rules({ accept: [], maxFileBytes: undefined, maxFiles: n }), number(n)],
				[upload.started(Array.from({ length: n }, () => 'a')), number(n)],
				[list.moreRefused(n), number(n)],
				[list.announceAdded(n, 'a.txt'), number(n)],
				[list.announceRefused(n, 'why'), 'why'],
				[list.announceFailed(n, 'a.txt', 'why'), 'a.txt'],
				[list.announceDone(n), number(n)],
				[list.announceReady(n, 'a.txt'), number(n)],
				[ask.notIndexed(n, []), number(n)],
				[ask.announceAnswered(n), number(n)],
				[list.announceProgress(n), number(n)],
				[
					list.totals({ files: 200, stored: n, failed: n, percent: 7, bytesPerSecond: 0, etaMs: undefined }),
					number(200)
				]
			);
		}
		for (const [sentence, said] of sentences) {
			expect(sentence).toContain(said);
			expect(sentence).not.toMatch(/[{}]|undefined|NaN/u);
		}
		for (const n of COUNTS) expect(list.announceDone(n)).not.toBe('');
	});
}

test('sentences with a count follow the plural rules of their language', () => {
	expect([1, 2, 5, 22].map(pl.list.announceDone)).toEqual([
		'Zapisano 1 plik',
		'Zapisano 2 pliki',
		'Zapisano 5 plików',
		'Zapisano 22 pliki'
	]);
	expect(new Set([0, 1, 2, 3, 11, 100].map(ar.list.announceDone)).size).toBe(6);
	expect(fr.list.announceDone(0)).toBe('0 fichier enregistré');
});

test('sizes have the signs of the language, and names do not turn an Arabic sentence around', () => {
	expect(fr.list.size(1.5 * 1024 ** 3)).toBe('1,5\u00a0Gio');
	expect([0, 0.5, 1023, 1024, 3 * 1024 ** 5].map(fr.list.size)).toEqual(
		['0 o', '0,5 o', '1 023 o', '1 Kio', '3 072 Tio'].map((size) =>
			expect.stringMatching(size.replaceAll(' ', '\\s'))
		)
	);
	expect(ar.list.pause('a.txt')).toContain('\u2068a.txt\u2069');
});
