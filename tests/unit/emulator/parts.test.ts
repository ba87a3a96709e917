import { describe, expect, it } from 'vitest';
import { combineCrc32c } from '../../../src/emulator/combine-crc32c.ts';
import { createDigest } from '../../../src/emulator/digest.ts';
import { createId, createProfileId, displayId, isOpaqueId, plainId } from '../../../src/emulator/ids.ts';
import { nameProblem, numberedName, relativePathProblem } from '../../../src/emulator/names.ts';
import { applySettings, DEFAULT_SETTINGS, type SettingsChange } from '../../../src/emulator/options.ts';
import { logRequest, MAX_LOGGED_REQUESTS, type RequestRecord } from '../../../src/emulator/request-log.ts';
import { createThrottle } from '../../../src/emulator/throttle.ts';
import { pattern } from './support.ts';

describe('ids', () => {
	it('have 29 characters with the type first, and are the same with and without hyphens', () => {
		const id = createId('upload');
		expect(id).toMatch(/^5[a-z2-7]{28}$/);
		expect(displayId(id)).toHaveLength(34);
		expect(plainId(displayId(id).toUpperCase())).toBe(id);
		expect([isOpaqueId(id), isOpaqueId(displayId(id)), isOpaqueId('root')]).toEqual([true, true, false]);
		expect(createProfileId()).toMatch(/^4\d{18}$/);
	});
});

describe('names', () => {
	it('may have 255 characters, counted as people count them, and no more', () => {
		expect(nameProblem('😀'.repeat(255))).toBeUndefined();
		expect(nameProblem('😀'.repeat(256))).toMatch(/255/);
	});

	it('are numbered before their extension, folders after the whole name', () => {
		expect(numberedName('a.tar.gz', 2, 'file')).toBe('a.tar (2).gz');
		expect(numberedName('.env', 2, 'file')).toBe('.env (2)');
		expect(numberedName('a.b', 3, 'folder')).toBe('a.b (3)');
	});

	it('of a path each keep the rules of a name', () => {
		expect(relativePathProblem('a/b c/')).toBeUndefined();
		for (const path of ['', '/', '/a/', 'a', 'a//b/', './', 'a/../', 'a /', 'x/'.repeat(5000)]) {
			expect(relativePathProblem(path), path.slice(0, 20)).toBeTypeOf('string');
		}
	});
});

describe('the CRC-32C', () => {
	it('is the same however the input is split', () => {
		const content = pattern(50);
		const whole = createDigest('crc32c');
		whole.update(content);
		const expected = whole.digest();
		for (let at = 0; at <= content.length; at++) {
			const split = createDigest('crc32c');
			split.update(content.subarray(0, at));
			split.update(content.subarray(at));
			expect(split.digest()).toBe(expected);
		}
	});

	it('of a whole follows from those of its pieces, wherever it is cut, and from no less than all', () => {
		const content = pattern(3000);
		const piece = (from: number, to: number) => {
			const digest = createDigest('crc32c');
			digest.update(content.subarray(from, to));
			return { crc32c: digest.digest(), size: to - from };
		};
		const whole = piece(0, 3000).crc32c;
		for (let at = 0; at <= 3000; at += 7) {
			expect(combineCrc32c([piece(0, at), piece(at, 2999), piece(2999, 3000)])).toBe(whole);
		}
		expect(combineCrc32c([piece(0, 10), { crc32c: undefined, size: 2990 }])).toBeUndefined();
		expect(combineCrc32c([])).toBe('00000000');
	});
});

describe('the throttle', () => {
	it('keeps its pace over many small pieces and forgets idle time', () => {
		let now = 1000;
		const { take } = createThrottle(
			() => 1_000_000,
			() => now
		);
		const started = now;
		for (let piece = 0; piece < 1000; piece++) now += take(1000);
		expect(now - started).toBeGreaterThan(900);
		expect(now - started).toBeLessThan(1010);
		now += 60_000;
		expect(take(1_000_000)).toBeGreaterThan(900);
	});

	it('never waits without a rate', () => {
		expect(createThrottle(() => undefined).take(1e12)).toBe(0);
	});
});

describe('settings', () => {
	it('change one by one, limits too, and leave the defaults alone', () => {
		const changed = applySettings(DEFAULT_SETTINGS, { asyncDelayMs: 0, limits: { chunks: 1 } });
		expect(changed).toMatchObject({
			asyncDelayMs: 0,
			envelope: 'flat',
			limits: { chunks: 1, size: 50 * 1024 ** 3 }
		});
		expect(DEFAULT_SETTINGS.limits.chunks).toBe(550);
	});

	it.each([
		{ asyncDelayMs: -1 },
		{ asyncDelayMs: Number.NaN },
		{ throttleBytesPerSecond: 0 },
		{ legacyStored: 'yes' },
		{ contents: 'burn' },
		{ limits: { sessions: '5' } }
	])('refuse %j with a TypeError', (change) => {
		expect(() => applySettings(DEFAULT_SETTINGS, change as unknown as SettingsChange)).toThrow(TypeError);
	});
});

describe('the request log', () => {
	it('keeps the newest requests only', () => {
		const log: RequestRecord[] = [];
		for (let n = 0; n < MAX_LOGGED_REQUESTS + 5; n++) {
			logRequest(log, {
				method: 'GET',
				path: `/${n}`,
				status: 200,
				headersSeen: { cookie: false },
				bytesReceived: 0
			});
		}
		expect(log).toHaveLength(MAX_LOGGED_REQUESTS);
		expect(log[0]?.path).toBe('/5');
	});
});
