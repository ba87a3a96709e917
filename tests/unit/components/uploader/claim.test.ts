import { expect, test } from 'vitest';
import { createClaim } from '../../../../src/components/uploader/resume/claim.ts';
import type { ResumeRecord } from '../../../../src/components/uploader/resume/claim.ts';
import { storageOf } from './bench.ts';

const NOW_MS = 1_000;
const file = new File(['some bytes'], 'a.bin', { lastModified: 1 });
const record: ResumeRecord = { url: '/up/1', sliceBytes: 4, slices: 3, crcs: ['', '', ''], expiresAt: 2_000 };

/** Claims the one file, as a page does that finds these texts in its storage. */
function claim(texts: Map<string, string>, locked = new Set<string>()) {
	const lock = async (key: string) => {
		if (locked.has(key)) return undefined;
		locked.add(key);
		return () => void locked.delete(key);
	};
	const claimIn = createClaim(
		() => storageOf(texts),
		lock,
		() => NOW_MS
	);
	return claimIn('documents', file, async () => '00000000');
}

async function keptTexts() {
	const texts = new Map<string, string>();
	const kept = await claim(texts);
	kept!.save(record);
	return texts;
}

test('what one page saved is what the next finds', async () => {
	expect((await claim(await keptTexts()))?.records).toEqual([record]);
});

test('the records of two uploads of one file lie side by side, and each is forgotten by itself', async () => {
	const texts = await keptTexts();
	const other = { ...record, url: '/up/2' };
	const kept = await claim(texts);
	kept!.save(other);
	kept!.save({ ...other, slices: 4 });
	kept!.forget(record);
	expect((await claim(texts))?.records).toEqual([{ ...other, slices: 4 }]);
});

test.each([
	'',
	'{',
	'null',
	'7',
	'{}',
	'{"expiresAt":"soon"}',
	JSON.stringify({ ...record, expiresAt: NOW_MS })
])(
	'a record that is broken or has expired is dropped, and the file is claimed all the same: %j',
	async (text) => {
		const texts = await keptTexts();
		const [key] = [...texts.keys()];
		texts.set(key!, text).set('sveltekit-fastio:another file', text).set("the app's own", text);
		const kept = await claim(texts);
		expect(kept).toMatchObject({ records: [] });
		expect([...texts.keys()]).toEqual(["the app's own"]);
		kept!.save(record);
		kept!.release();
		expect((await claim(texts))?.records).toEqual([record]);
	}
);

test('a storage that is full takes nothing and fails nothing', async () => {
	const texts = await keptTexts();
	const kept = await claim(texts);
	texts.set = () => {
		throw new DOMException('full', 'QuotaExceededError');
	};
	expect(() => kept!.save({ ...record, slices: 4 })).not.toThrow();
	expect((await claim(texts))?.records).toEqual([record]);
});

test('a file that another page has in hand is claimed when that page lets go, and no late save of it counts', async () => {
	const texts = new Map<string, string>();
	const locked = new Set<string>();
	const first = await claim(texts, locked);
	expect(await claim(texts, locked)).toBeUndefined();
	first!.forget(record);
	first!.release();
	first!.save(record);
	expect(await claim(texts, locked)).toMatchObject({ records: [] });
});
