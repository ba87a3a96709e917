import { createServer } from 'node:http';
import { Readable } from 'node:stream';
import type { AddressInfo } from 'node:net';
import type { RequestEvent } from '@sveltejs/kit';
import { afterAll, afterEach, beforeAll } from 'vitest';
import { createQueue } from '../../../../src/components/uploader/queue.svelte.ts';
import { createClaim } from '../../../../src/components/uploader/resume/claim.ts';
import { parse } from '../../../../src/components/uploader/send.ts';
import type { Send } from '../../../../src/components/uploader/send.ts';
import type { UploaderOptions } from '../../../../src/components/uploader/types.ts';
import { createEmulator } from '../../../../src/emulator.ts';
import type { Emulator } from '../../../../src/emulator.ts';
import { createFastio, createFastioHandle } from '../../../../src/server.ts';
import type { DefinitionRules, FastioHandleOptions } from '../../../../src/server.ts';
import { testEvent } from '../../../support/event.ts';

export const MiB = 1024 ** 2;

/** By `fetch`, which Node has: what left is told when the answer is there. */
const sendByNode: Send = async ({ method, url, headers = {}, body, signal, onsent }) => {
	let status: number;
	let text: string;
	try {
		const response = await fetch(url, {
			method,
			headers: Object.entries(headers).flatMap(([name, value]) =>
				value === undefined ? [] : [[name, value] as [string, string]]
			),
			...(body === undefined ? {} : { body }),
			signal: signal ?? null
		});
		if (body instanceof Blob) onsent?.(body.size);
		status = response.status;
		text = await response.text();
	} catch {
		signal?.throwIfAborted();
		return { status: 0, json: undefined, allSent: false };
	}
	return { status, json: parse(text), allSent: true };
};

/** A browser's storage without one: its keys are its own properties. */
export function storageOf(texts: Map<string, string>): Storage {
	const methods = {
		getItem: (key: string) => texts.get(key) ?? null,
		setItem: (key: string, text: string) => void texts.set(key, text),
		removeItem: (key: string) => void texts.delete(key)
	};
	return Object.create(
		methods,
		Object.fromEntries([...texts.keys()].map((key) => [key, { enumerable: true }]))
	);
}

/** A browser's page without a browser. */
export class Page extends EventTarget {
	onLine = true;
	go(onLine: boolean): void {
		this.onLine = onLine;
		this.dispatchEvent(new Event(onLine ? 'online' : 'offline'));
	}
}

/** The mount over HTTP, on an emulator. */
export function useMount(wire: 'sessions' | 'v1' = 'sessions') {
	let emulator!: Emulator;
	const ends: (() => void)[] = [];
	beforeAll(async () => void (emulator = await createEmulator({ asyncDelayMs: 1 })));
	afterEach(() => {
		for (const end of ends.splice(0)) end();
		return emulator.reset();
	});
	afterAll(() => emulator.close());

	async function serve(rules: Partial<DefinitionRules<unknown>> = {}, options: FastioHandleOptions = {}) {
		const fastio = createFastio({
			token: emulator.token,
			workspaceId: emulator.workspaceId,
			apiUrl: wire === 'v1' ? emulator.v1Url : emulator.url,
			retry: { retries: false }
		});
		const documents = fastio.define('documents', {
			authorize: 'public',
			identify: () => 'ada',
			maxFiles: 100,
			...rules
		});
		const handle = createFastioHandle([documents], { maxRequestBytes: 1.5 * MiB, ...options });
		const server = createServer(async (incoming, outgoing) => {
			const left = new AbortController();
			outgoing.on('close', () => left.abort());
			const hasBody = incoming.method !== 'GET' && incoming.method !== 'DELETE';
			const { event } = testEvent(
				incoming.url!,
				{
					method: incoming.method!,
					headers: incoming.headers as Record<string, string>,
					signal: left.signal,
					...(hasBody && { body: Readable.toWeb(incoming) as never, duplex: 'half' as const })
				},
				{ origin: `http://${incoming.headers.host}` }
			);
			const resolve = () => new Response('app', { status: 404 });
			const answer = await handle({ event: event as RequestEvent, resolve }).catch(
				() => new Response(null, { status: 500 })
			);
			outgoing.writeHead(answer.status, Object.fromEntries(answer.headers));
			outgoing.end(Buffer.from(await answer.arrayBuffer()));
		});
		await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
		ends.push(() => (server.closeAllConnections(), server.close()));
		return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
	}

	return {
		get emulator() {
			return emulator;
		},
		serve,
		/** A queue on a mount; `records` outlive it. */
		queue(
			origin: string,
			options: Partial<UploaderOptions> = {},
			more: {
				page?: Page;
				send?: (send: Send) => Send;
				records?: Map<string, string>;
				locked?: Set<string>;
			} = {}
		) {
			const { page = new Page(), records = new Map<string, string>(), locked = new Set<string>() } = more;
			const lock = async (key: string) => {
				if (locked.has(key)) return undefined;
				locked.add(key);
				return () => void locked.delete(key);
			};
			const queue = createQueue(
				{ to: 'documents', ...options },
				{
					send: more.send ? more.send(sendByNode) : sendByNode,
					page,
					onLine: () => page.onLine,
					now: () => performance.now(),
					random: () => 0,
					checksums: async () => ({
						crc32c: async (blob) => crc32c(new Uint8Array(await blob.arrayBuffer())),
						combine,
						close: () => {}
					}),
					claim: createClaim(() => storageOf(records), lock)
				},
				() => `${origin}/api/fastio`
			);
			ends.push(() => queue.destroy());
			return queue;
		}
	};
}

const TABLE = Uint32Array.from({ length: 256 }, (_, n) => {
	let c = n;
	for (let bit = 0; bit < 8; bit += 1) c = c & 1 ? (c >>> 1) ^ 0x82f63b78 : c >>> 1;
	return c >>> 0;
});
const hex = (value: number) => (value >>> 0).toString(16).padStart(8, '0');
/** One byte at a time: short, and not ours. */
export function crc32c(bytes: Uint8Array): string {
	let c = 0xffffffff;
	for (const byte of bytes) c = TABLE[(c ^ byte) & 255]! ^ (c >>> 8);
	return hex(c ^ 0xffffffff);
}
/** Shifts the first by so many zero bytes: slow, and plain. */
function combine(parts: Iterable<{ crc32c: string; bytes: number }>): string {
	let whole = 0;
	for (const { crc32c, bytes } of parts) {
		for (let n = 0; n < bytes; n += 1) whole = TABLE[whole & 255]! ^ (whole >>> 8);
		whole = (whole ^ Number.parseInt(crc32c, 16)) >>> 0;
	}
	return hex(whole);
}
