import { createHash } from 'node:crypto';
import { request } from 'node:http';
import type { Socket } from 'node:net';
import { afterAll, afterEach, expect, vi } from 'vitest';
import { createEmulator, type Emulator, type EmulatorOptions } from '../../../src/emulator.ts';

/** Hashing and copying 64 MiB takes seconds on a machine that does something else as well. */
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

export const MiB = 1024 ** 2;

// oxlint-disable-next-line typescript/no-explicit-any -- answers are probed field by field
export type Json = any;

export interface Answer {
	status: number;
	headers: Headers;
	json: Json;
}

/** One emulator for a test file, reset after each test, with the calls that the tests repeat. */
export async function startEmulator(options: EmulatorOptions = {}) {
	const emulator = await createEmulator({ asyncDelayMs: 2, ...options });
	afterEach(() => emulator.reset());
	afterAll(() => emulator.close());
	return { emulator, ...callsOf(emulator) };
}

export function callsOf(emulator: Emulator) {
	const call = async (method: string, path: string, init: RequestInit = {}): Promise<Answer> => {
		const headers = new Headers(init.headers);
		if (!headers.has('authorization')) headers.set('authorization', `Bearer ${emulator.token}`);
		const response = await fetch(emulator.url + path, { ...init, method, headers });
		const text = await response.text();
		return { status: response.status, headers: response.headers, json: text && JSON.parse(text) };
	};
	const get = (path: string) => call('GET', path);
	const form = (path: string, fields: Record<string, string>) =>
		call('POST', path, { body: new URLSearchParams(fields) });
	const target = { action: 'create', instance_id: emulator.workspaceId };
	const storage = (rest: string) => `/workspace/${emulator.workspaceId}/storage/${rest}`;

	return {
		call,
		get,
		form,
		target,
		storage,
		del: (path: string) => call('DELETE', path),
		single: (content: BlobPart, fields: Record<string, string>) => {
			const blob = new Blob([content]);
			const body = multipart({ size: String(blob.size), ...fields }, 'chunk', blob);
			return call('POST', '/upload/', { body });
		},
		/** Opens a session and gives its id. */
		session: async (fields: Record<string, string>): Promise<string> => {
			const { status, json } = await form('/upload/', { ...target, ...fields });
			expect(status).toBe(200);
			return json.id;
		},
		chunk: (id: string, order: number, content: BlobPart, query: Record<string, string> = {}) => {
			const blob = new Blob([content]);
			const search = new URLSearchParams({ order: String(order), size: String(blob.size), ...query });
			return call('POST', `/upload/${id}/chunk/?${search}`, { body: multipart({}, 'chunk', blob) });
		},
		stream: (id: string, content: BodyInit, query = '') =>
			call('POST', `/upload/${id}/stream/${query}`, {
				body: content,
				headers: { 'content-type': 'application/octet-stream' }
			}),
		/** Follows a session to its end and gives its details. */
		settled: async (id: string): Promise<Json> => {
			for (;;) {
				const { session } = (await get(`/upload/${id}/details/?wait=5`)).json;
				if (['complete', 'stored', 'assembly_failed', 'store_failed'].includes(session.status))
					return session;
			}
		},
		v1: async (path: string, init: RequestInit = {}) => {
			const response = await fetch(emulator.v1Url + path, {
				method: 'POST',
				...init,
				headers: { authorization: `Bearer ${emulator.token}`, ...(init.headers as Record<string, string>) }
			});
			return { status: response.status, headers: response.headers, json: (await response.json()) as Json };
		}
	};
}

export function multipart(
	fields: Record<string, string>,
	part: string,
	blob: Blob,
	filename = 'blob'
): FormData {
	const body = new FormData();
	for (const [name, value] of Object.entries(fields)) body.set(name, value);
	body.set(part, blob, filename);
	return body;
}

/** Bytes that differ from place to place, so that a swapped or lost piece shows. */
export function pattern(bytes: number, seed = 1): Buffer<ArrayBuffer> {
	const block = Buffer.alloc(Math.min(bytes, 65_521));
	for (let at = 0; at < block.length; at++) block[at] = (at * 31 + seed * 17 + (at >> 8)) & 255;
	return Buffer.alloc(bytes, block);
}

export const sha256 = (content: Uint8Array | string): string =>
	createHash('sha256').update(content).digest('hex');

/** Polls until the check passes; patient, because a busy machine is slow. */
export const until = (check: () => void): Promise<void> =>
	vi.waitFor(check, { timeout: 20_000, interval: 10 });

/** Starts a POST with a declared length, sends the first bytes and leaves it open. */
export async function openUpload(
	emulator: Emulator,
	path: string,
	{ length, sent, type }: { length: number; sent: Buffer; type: string }
): Promise<Socket> {
	const before = emulator.requests.length;
	const req = request(emulator.origin + path, {
		method: 'POST',
		headers: { authorization: `Bearer ${emulator.token}`, 'content-type': type, 'content-length': length }
	});
	req.on('error', () => {});
	const socket = await new Promise<Socket>((resolve) => req.once('socket', resolve));
	req.write(sent);
	await until(() => expect(emulator.requests.slice(before).at(-1)?.bytesReceived).toBe(sent.length));
	return socket;
}
