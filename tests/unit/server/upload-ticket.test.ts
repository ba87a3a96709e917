import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createFastio } from '../../../src/server.ts';
import type { FastioOptions } from '../../../src/server.ts';
import { FILE_TOKEN_PREFIX } from '../../../src/rules/results.ts';
import { MAX_SIGNED_LENGTH } from '../../../src/server/sign.ts';
import {
	readFileToken,
	readUploadId,
	sliceCount,
	sliceSize,
	TICKET_TTL_MS,
	toFileToken,
	toUploadId
} from '../../../src/server/upload-ticket.ts';
import type { TicketHolder, UploadTicket } from '../../../src/server/upload-ticket.ts';

const SECRET = 'a secret of at least sixteen characters';
const OPTIONS: FastioOptions = { token: 'key-1', workspaceId: '1234567890123456789' };
const NOW = Date.UTC(2030, 0, 1);
const now = () => NOW;

function holderOf(
	change: { options?: Partial<FastioOptions>; name?: string } & Partial<TicketHolder> = {}
): TicketHolder {
	const { options, name = 'documents', ...rest } = change;
	const definition = createFastio({ ...OPTIONS, ...options }).define(name, { authorize: 'public' });
	return { definition, userId: 'ada', destination: {}, ...rest } as TicketHolder;
}

const TICKET: UploadTicket = {
	uploadId: '5abcdefghijklmnopqrstuvwxyz01',
	name: 'Übersicht “1”.pdf',
	type: 'application/pdf',
	size: 20_000_000,
	sliceBytes: 8_388_608,
	hold: false,
	relativePath: 'a/b/',
	expiresAt: NOW + TICKET_TTL_MS
};

describe('an upload id', () => {
	test('says to every instance with the same key what was put into it', async () => {
		const id = await toUploadId(holderOf(), TICKET);
		expect(id).toMatch(/^[\w-]+\.[\w-]{43}$/u);
		expect(await readUploadId(holderOf(), id, now)).toEqual(TICKET);
	});

	test('is signed with sessionSecret where there is one, whatever the API token is by then', async () => {
		const id = await toUploadId(holderOf({ options: { sessionSecret: () => SECRET } }), TICKET);
		const rotated = holderOf({ options: { sessionSecret: SECRET, token: 'key-2' } });
		expect(await readUploadId(rotated, id, now)).toEqual(TICKET);
		await expect(readUploadId(holderOf(), id, now)).rejects.toMatchObject({ code: 'not-allowed' });
	});

	test('tells its holder neither the user, nor the destination, nor a secret', async () => {
		const holder = holderOf({
			userId: 'ada@example.com',
			destination: { token: 'tenant-key', folderId: 'f77' }
		});
		const id = await toUploadId(holder, TICKET);
		const shown = Buffer.from(id.split('.')[0]!, 'base64url').toString();
		expect(shown).toContain('Übersicht');
		expect(shown).not.toMatch(/ada@|tenant-key|key-1|f77|1234567890123456789/u);
	});

	test.each<[string, Parameters<typeof holderOf>[0]]>([
		['another user', { userId: 'bob' }],
		['another definition', { name: 'images' }],
		['another folder', { destination: { folderId: 'elsewhere' } }],
		['another workspace', { destination: { workspaceId: '9876543210987654321' } }],
		['another account', { destination: { token: 'key-2' } }],
		['another default workspace of the client', { options: { workspaceId: '9876543210987654321' } }],
		['another key', { options: { token: 'key-2' } }]
	])('is refused to %s', async (_, change) => {
		const id = await toUploadId(holderOf(), TICKET);
		await expect(readUploadId(holderOf(change), id, now)).rejects.toMatchObject({ code: 'not-allowed' });
	});

	test('is good until its last millisecond, and then gone', async () => {
		const id = await toUploadId(holderOf(), TICKET);
		const at = (ms: number) => readUploadId(holderOf(), id, () => ms);
		expect(await at(TICKET.expiresAt - 1)).toEqual(TICKET);
		await expect(at(TICKET.expiresAt)).rejects.toMatchObject({ code: 'gone' });
		await expect(at(TICKET.expiresAt + TICKET_TTL_MS)).rejects.toMatchObject({ code: 'gone' });
	});

	test('stands for no file in a form, and a file token names no upload', async () => {
		const id = await toUploadId(holderOf(), TICKET);
		const token = await toFileToken(holderOf(), TICKET);
		expect(await readFileToken(holderOf(), token, now)).toEqual(TICKET);
		for (const forged of [FILE_TOKEN_PREFIX + id, id, token.slice(1)]) {
			await expect(readFileToken(holderOf(), forged, now)).rejects.toMatchObject({ code: 'not-allowed' });
		}
		for (const forged of [token, token.slice(FILE_TOKEN_PREFIX.length)]) {
			await expect(readUploadId(holderOf(), forged, now)).rejects.toMatchObject({ code: 'not-allowed' });
		}
	});

	test('with any one character changed, left out or added is refused', async () => {
		const id = await toUploadId(holderOf(), TICKET);
		await fc.assert(
			fc.asyncProperty(
				fc.nat(id.length - 1),
				fc.constantFrom('A', 'b', '9', '-', '_', '.', '=', ' ', 'é', ''),
				fc.boolean(),
				async (at, character, insert) => {
					const altered = id.slice(0, at) + character + id.slice(insert ? at : at + 1);
					fc.pre(altered !== id);
					await expect(readUploadId(holderOf(), altered, now)).rejects.toMatchObject({ code: 'not-allowed' });
				}
			),
			{ numRuns: 500 }
		);
	});

	test('whose last character spells the same bytes in another way is refused', async () => {
		const id = await toUploadId(holderOf(), TICKET);
		const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
		for (const last of alphabet.replace(id.at(-1)!, '')) {
			await expect(readUploadId(holderOf(), id.slice(0, -1) + last, now)).rejects.toMatchObject({
				code: 'not-allowed'
			});
		}
	});

	test('that is anything else at all is refused, however long it is', async () => {
		await fc.assert(
			fc.asyncProperty(fc.string({ unit: 'binary' }), async (text) => {
				await expect(readUploadId(holderOf(), text, now)).rejects.toMatchObject({ code: 'not-allowed' });
			})
		);
		for (const length of [MAX_SIGNED_LENGTH, MAX_SIGNED_LENGTH + 1, 10_000_000]) {
			const text = `${'A'.repeat(length - 44)}.${'A'.repeat(43)}`;
			await expect(readUploadId(holderOf(), text, now)).rejects.toMatchObject({ code: 'not-allowed' });
		}
	});

	test('of the longest names there are still fits a token of a form and the head of a request', async () => {
		const ticket = {
			...TICKET,
			name: '"'.repeat(255),
			relativePath: '"'.repeat(1024),
			type: `a/${'"'.repeat(450)}`
		};
		const token = await toFileToken(holderOf(), ticket);
		expect(token.length).toBeLessThan(MAX_SIGNED_LENGTH);
		expect(await readFileToken(holderOf(), token, now)).toEqual(ticket);
	});

	test('any file there may be comes back as it was', async () => {
		const text = fc.string({ unit: 'grapheme', maxLength: 60 });
		await fc.assert(
			fc.asyncProperty(
				text,
				text,
				text,
				fc.maxSafeNat(),
				fc.boolean(),
				async (name, type, relativePath, size, hold) => {
					const ticket = { ...TICKET, name, type, relativePath, size, hold };
					expect(await readUploadId(holderOf(), await toUploadId(holderOf(), ticket), now)).toEqual(ticket);
				}
			),
			{ numRuns: 50 }
		);
	});
});

test('a sessionSecret that could be guessed is refused, by name', async () => {
	const short = holderOf({ options: { sessionSecret: 'hunter2' } });
	await expect(toUploadId(short, TICKET)).rejects.toMatchObject({
		code: 'config',
		message: expect.stringContaining('sessionSecret')
	});
});

test('the slices of a file add up to it', () => {
	fc.assert(
		fc.property(fc.nat(100_000), fc.integer({ min: 1, max: 5_000 }), (size, sliceBytes) => {
			const count = sliceCount({ size, sliceBytes });
			const sizes = Array.from({ length: count }, (_, index) => sliceSize({ size, sliceBytes }, index + 1));
			expect(sizes.reduce((sum, bytes) => sum + bytes, 0)).toBe(size);
			expect(sizes.slice(0, -1).every((bytes) => bytes === sliceBytes)).toBe(true);
			expect(sliceSize({ size, sliceBytes }, count + 1)).toBe(0);
		})
	);
});
