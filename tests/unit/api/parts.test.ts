import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { ABORT_GRACE_MS, graceful } from '../../../src/api/grace.ts';
import { asDate, sameId } from '../../../src/api/fields.ts';
import { createLimitsCache, LIMITS_TTL_MS } from '../../../src/api/limits-cache.ts';
import { frameMultipart } from '../../../src/api/multipart.ts';
import { readAhead } from '../../../src/api/read-ahead.ts';
import { segment } from '../../../src/api/transport.ts';
import { generated, rejection } from './servers.ts';

test('ids are the same with and without hyphens, in either case', () => {
	expect(sameId('2abcd-efghi', '2ABCDEFGHI')).toBe(true);
	expect(sameId('2abcd', '2abce')).toBe(false);
});

test.each([
	['2026-09-30 08:15:00 UTC', '2026-09-30T08:15:00.000Z'],
	['2026-09-30 08:15:00', '2026-09-30T08:15:00.000Z'],
	['2026-09-30T08:15:00+02:00', '2026-09-30T06:15:00.000Z'],
	['yesterday', undefined]
])('the date %s is %s', (text, iso) => {
	expect(asDate(text)?.toISOString()).toBe(iso);
});

test('an id can never leave its place in a path', () => {
	expect(segment('a/../b?c#d')).toBe('a%2F..%2Fb%3Fc%23d');
	for (const id of ['', '.', '..'])
		expect(() => segment(id)).toThrow(expect.objectContaining({ code: 'malformed' }));
});

test('a framed file is what a standard parser reads, fields first, whatever the name holds', async () => {
	const name = 'a "b"\r\nc-ü-文.txt';
	const { contentType, before, after } = frameMultipart(
		{ size: 3, left: undefined },
		{ field: 'chunk', name, type: 'text/plain' }
	);
	const body = new Blob([before as Uint8Array<ArrayBuffer>, 'abc', after as Uint8Array<ArrayBuffer>]);
	const form = await new Response(body, { headers: { 'content-type': contentType } }).formData();
	expect([...form.keys()]).toEqual(['size', 'chunk']);
	const file = form.get('chunk') as File;
	expect(file.name).toBe(name);
	expect(file.type).toBe('text/plain');
	expect(await file.text()).toBe('abc');
});

describe('reading a small stream ahead', () => {
	test('holds exactly what was declared and unlocks the stream', async () => {
		const stream = generated(10, 3);
		expect((await readAhead(stream, 10, { maxBytes: undefined, signal: undefined })).size).toBe(10);
		expect(stream.locked).toBe(false);
	});

	test.each([9, 11])('fails when it does not hold the %s bytes it declares', async (size) => {
		const stream = generated(10, 3);
		expect(
			await rejection(readAhead(stream, size, { maxBytes: undefined, signal: undefined }))
		).toMatchObject({ code: 'malformed' });
		expect(stream.locked).toBe(false);
	});

	test('ends at an abort though the source never answers, and does not cancel it', async () => {
		let cancelled = false;
		const stream = new ReadableStream<Uint8Array>({ cancel: () => void (cancelled = true) });
		const control = new AbortController();
		const reading = rejection(readAhead(stream, 5, { maxBytes: undefined, signal: control.signal }));
		control.abort('why');
		expect(await reading).toMatchObject({ code: 'aborted', cause: 'why' });
		expect({ cancelled, locked: stream.locked }).toEqual({ cancelled: false, locked: false });
	});
});

test('limits are asked for again after 5 minutes, for another token, and after a failure', async () => {
	let now = 0;
	let loads = 0;
	const cache = createLimitsCache(() => now);
	const load = async () => ({ maxFileBytes: ++loads, maxSliceBytes: undefined, maxSlices: undefined });
	await expect(cache.get('w', 't', () => Promise.reject(new Error('down')))).rejects.toThrow('down');
	expect((await cache.get('w', 't', load)).maxFileBytes).toBe(1);
	now = LIMITS_TTL_MS - 1;
	expect((await cache.get('w', 't', load)).maxFileBytes).toBe(1);
	expect((await cache.get('w', 'u', load)).maxFileBytes).toBe(2);
	now = LIMITS_TTL_MS;
	expect((await cache.get('w', 't', load)).maxFileBytes).toBe(3);
});

describe('following a signal', () => {
	test('is immediate while nothing is held, and also for one that has aborted', () => {
		const control = new AbortController();
		const follower = graceful(control.signal, () => false);
		control.abort('why');
		expect(follower.signal.reason).toBe('why');
		expect(graceful(control.signal, () => true).signal.aborted).toBe(true);
		expect(graceful(undefined, () => true).signal.aborted).toBe(false);
	});

	test('waits for 5 s while something is held, and not at all once it is disposed of', () => {
		vi.useFakeTimers();
		onTestFinished(() => void vi.useRealTimers());
		const control = new AbortController();
		const follower = graceful(control.signal, () => true);
		const disposed = graceful(control.signal, () => true);
		control.abort('why');
		disposed[Symbol.dispose]();
		vi.advanceTimersByTime(ABORT_GRACE_MS - 1);
		expect(follower.signal.aborted).toBe(false);
		vi.advanceTimersByTime(1);
		expect(follower.signal.reason).toBe('why');
		expect(disposed.signal.aborted).toBe(false);
	});
});
