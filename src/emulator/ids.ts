import { randomBytes, createHash } from 'node:crypto';

/** First character of an id, by what it names (Fast.io API reference v1.41; clients must not rely on it). */
const TYPE_CHARACTER = {
	node: '2',
	version: '3',
	upload: '5',
	token: 'd',
	event: 'a',
	chat: '9',
	turn: 'b'
} as const;

const ALPHABET = 'abcdefghijklmnopqrstuvwxyz234567';
const BODY_CHARACTERS = 26;

const letters = (bytes: Uint8Array): string => Array.from(bytes, (byte) => ALPHABET[byte & 31]).join('');

/** A new opaque id: 29 lower-case characters, one for the type, 26 random, 2 that check the rest. */
export function createId(type: keyof typeof TYPE_CHARACTER): string {
	const body = TYPE_CHARACTER[type] + letters(randomBytes(BODY_CHARACTERS));
	return body + letters(createHash('sha256').update(body).digest().subarray(0, 2));
}

/** A new profile id (workspace, user): a decimal string of 19 digits, beyond what a JavaScript number holds. */
export function createProfileId(): string {
	const digits = Array.from(randomBytes(18), (byte) => byte % 10).join('');
	return `4${digits}`;
}

/** A key-like random string for `Authorization: Bearer`. */
export const createKey = (): string => `fio_${randomBytes(24).toString('hex')}`;

/** The id without hyphens and in lower case: the form in which the emulator stores and compares ids. */
export const plainId = (id: string): string => id.replaceAll('-', '').toLowerCase();

/** The id as Fast.io displays it: a hyphen after every five characters. */
export const displayId = (id: string): string => id.match(/.{1,5}/g)?.join('-') ?? id;

/** Whether the text, hyphens aside, has the form of an opaque id (29 or 30 lower-case alphanumerics). */
export const isOpaqueId = (id: string): boolean => /^[a-z0-9]{29,30}$/.test(plainId(id));
