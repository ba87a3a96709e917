import { describe, expect, test } from 'vitest';
import { createFastio } from '../../../src/api.ts';
import type { FastioOptions } from '../../../src/api/options.ts';
import {
	resolveApiUrl,
	resolveConnection,
	resolveDestination,
	resolveWireName
} from '../../../src/api/settings.ts';
import { rejection } from './servers.ts';

const ok: FastioOptions = { token: 'token-1', workspaceId: '1' };

describe('an option that is missing', () => {
	test.each([
		['token', { ...ok, token: (): string | undefined => undefined }],
		['token', { ...ok, token: '  ' }],
		// As `process.env.…` is typed: this has to compile, too.
		['token', { ...ok, token: undefined as string | undefined }],
		['workspaceId', { ...ok, workspaceId: '' }]
	] as const)('`%s` fails at the first call, by name, not at creation', async (name, options) => {
		const error = await rejection(createFastio(options).upload(new Blob(['x'])));
		expect(error).toMatchObject({ name: 'FastioError', code: 'config' });
		expect(error.message).toContain(`createFastio: \`${name}\` is missing. Pass`);
	});
});

test('lazy options are read again at each use', () => {
	let token = 'first';
	const options = { ...ok, token: () => token };
	expect(resolveConnection(options).token).toBe('first');
	token = ' second\n';
	expect(resolveConnection(options).token).toBe('second');
	expect(resolveConnection(options, { token: 'other' }).token).toBe('other');
});

test('a token that no header can carry is refused without being quoted', () => {
	expect(() => resolveConnection({ ...ok, token: 'abc\ndef' })).toThrow(
		/^createFastio: `token` holds characters/u
	);
	expect(() => resolveConnection({ ...ok, token: 'abc\ndef' })).not.toThrow(/def/u);
});

test.each([
	[undefined, 'https://api.fast.io/current', 'sessions'],
	['https://api.fast.io/current/', 'https://api.fast.io/current', 'sessions'],
	['https://api.fast.io/v1/', 'https://api.fast.io/v1', 'v1'],
	['http://127.0.0.1:8080', 'http://127.0.0.1:8080', 'sessions']
] as const)('apiUrl %s is %s and speaks %s', (apiUrl, base, wire) => {
	const options = { ...ok, ...(apiUrl !== undefined && { apiUrl }) };
	expect(resolveApiUrl(options)).toBe(base);
	expect(resolveWireName(options)).toBe(wire);
	expect(createFastio(options).wire).toEqual({
		name: wire,
		features: { slices: wire === 'sessions', list: wire === 'sessions', remove: wire === 'sessions' }
	});
});

test.each([
	'nonsense',
	'ftp://api.fast.io',
	'https://me:secret@api.fast.io/current',
	'https://api.fast.io/?a=secret',
	'file:///x#y'
])('apiUrl %s is refused without being quoted', (apiUrl) => {
	expect(() => resolveConnection({ ...ok, apiUrl })).toThrow(expect.objectContaining({ code: 'config' }));
	expect(() => resolveConnection({ ...ok, apiUrl })).not.toThrow(/secret/u);
});

test('an explicit wire wins over the URL', () => {
	expect(resolveWireName({ apiUrl: 'https://x/v1', wire: 'sessions' })).toBe('sessions');
	expect(() => resolveWireName({ wire: 'v2' as 'v1' })).toThrow(/`wire`/u);
});

test.each([
	[{ timeouts: { connectMs: 0 } }, 'timeouts.connectMs'],
	[{ timeouts: { idleMs: Number.NaN } }, 'timeouts.idleMs'],
	[{ timeouts: { callMs: Infinity } }, 'timeouts.callMs'],
	[{ timeouts: { callMs: -5 } }, 'timeouts.callMs'],
	[{ retry: { retries: -1 } }, 'retry.retries'],
	[{ retry: { retries: 1.5 } }, 'retry.retries'],
	[{ retry: { minDelayMs: Number.NaN } }, 'retry.minDelayMs'],
	[{ retry: { maxDelayMs: 2 ** 31 } }, 'retry.maxDelayMs']
] as const)('%j is refused and named', (options, name) => {
	expect(() => resolveConnection({ ...ok, ...options })).toThrow(
		expect.objectContaining({ code: 'config', message: expect.stringContaining(`\`${name}\``) })
	);
});

test('the documented defaults are the ones in use', () => {
	const { timeouts, retry } = resolveConnection(ok);
	expect(timeouts).toEqual({ connectMs: 10_000, idleMs: 60_000, callMs: 30_000 });
	expect(retry).toEqual({ retries: 2, minDelayMs: 500, maxDelayMs: 30_000 });
	expect(resolveConnection({ ...ok, retry: { retries: false } }).retry.retries).toBe(0);
	expect(resolveDestination(ok, {})).toEqual({ workspaceId: '1', folderId: 'root' });
	expect(resolveDestination({ ...ok, folderId: 'f' }, { workspaceId: '2' })).toEqual({
		workspaceId: '2',
		folderId: 'f'
	});
});

test.each([
	'http://localhost:4000/current',
	'http://app.localhost/current',
	'http://127.0.0.1:4000/current',
	'http://[::1]:4000/current',
	'http://emulator:4000/current'
])('apiUrl %s may be plain http: it is not on the internet', (apiUrl) => {
	expect(resolveConnection({ ...ok, apiUrl }).baseUrl).toBe(apiUrl);
});

test.each([
	'http://api.fast.io/current',
	'http://127.0.0.1.evil.test/current',
	'http://127.evil.test/current',
	'http://localhost.evil.test/current',
	'http://203.0.113.7/current',
	'http://[2001:db8::1]/current'
])('apiUrl %s must be https: the token could be read on the way', (apiUrl) => {
	expect(() => resolveConnection({ ...ok, apiUrl })).toThrow(/must be https/u);
});
