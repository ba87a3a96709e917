import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { createEmulator } from '../../src/emulator.ts';
import type { Emulator } from '../../src/emulator.ts';
import { createFastio } from '../../src/server.ts';
import { heldBytes } from '../support/heap.ts';
import { startHttpApp } from '../support/http-app.ts';
import type { HttpApp } from '../support/http-app.ts';
import { exchange } from '../support/raw-exchange.ts';
import { runsOf, SEED } from '../support/run-options.ts';
import { Tally } from '../support/tally.ts';
import { BOUNDARY, damagedForm, rawUpload, uploadsCall } from './generators.ts';
import type { FuzzCase } from './generators.ts';
import { booksBalance, documented, nothingLost, partsOf } from './oracle.ts';

/** Hostile requests of both wires together. The long form is `RUNS=10000`. */
const RUNS = runsOf(2000);
/** No answer within this time is a hang. */
const DEADLINE_MS = 10_000;
const MAX_HELD_GROWTH_BYTES = 64 * 1024 * 1024;

describe.each(['sessions', 'v1'] as const)(`hostile requests, wire %s, seed ${SEED}`, (wire) => {
	const tally = new Tally();
	const unhandled: unknown[] = [];
	const onUnhandled = (reason: unknown) => void unhandled.push(reason);
	/** Ids of the files that the app was told of. */
	const heard = new Set<string>();
	let emulator: Emulator;
	let app: HttpApp;
	let id = 'x.y';
	let token = 'fastio-file.v1.x.y';
	let heldBefore = 0;

	beforeAll(async () => {
		if (process.env['LOG'] !== '1') vi.spyOn(console, 'error').mockImplementation(() => {});
		process.on('unhandledRejection', onUnhandled);
		emulator = await createEmulator({ asyncDelayMs: 0 });
		const fastio = createFastio({
			token: emulator.token,
			workspaceId: emulator.workspaceId,
			apiUrl: wire === 'v1' ? emulator.v1Url : emulator.url,
			retry: { minDelayMs: 1 }
		});
		const definition = fastio.define('documents', {
			authorize: 'public',
			rateLimit: false,
			identify: () => 'ada',
			onUploaded: ({ files, fields }) => {
				for (const { fileId } of files) heard.add(fileId);
				return { fields: [...fields.keys()].length };
			}
		});
		app = await startHttpApp(definition);
		if (wire === 'sessions') ({ id, token } = await signedTexts(app));
		await emulator.reset();
	});
	afterAll(async () => {
		process.off('unhandledRejection', onUnhandled);
		await app.close();
		await emulator.close();
		vi.restoreAllMocks();
		process.stdout.write(`\nHostile requests, wire ${wire}, seed ${SEED}\n${tally}\n`);
	});

	/** Sends one case and holds what came of it against what is documented. */
	const run = async ({ path, request, lies }: FuzzCase) => {
		await emulator.reset();
		const { accepted } = app;
		const answer = await exchange(app.port, request, DEADLINE_MS);
		const { verdict, json } = documented(answer);
		if (answer === undefined && !lies) throw new Error('No answer to a request that is HTTP.');
		const isForm = path === '/upload' || path === '/profile';
		const body = Buffer.from(request.body);
		const whole = /^transfer-encoding/imu.test(request.head) ? unchunked(body) : body;
		const sent = isForm ? partsOf(whole, BOUNDARY) : [whole];
		if (verdict === 'stored' && path === '/upload' && !lies) nothingLost(json, sent);
		if (verdict === 'opened') await cancel(app, json['id'] as string);
		// A sender may be gone before the server has even taken its connection.
		const settled = async () => {
			expect(app.accepted).toBeGreaterThan(accepted);
			expect([app.active, await app.openConnections()]).toEqual([0, 0]);
		};
		await vi.waitFor(settled, { timeout: DEADLINE_MS, interval: 2 });
		expect(emulator.sessions(), 'orphaned sessions').toEqual([]);
		const told = json['files'] !== undefined || verdict === 'opened';
		if (told) booksBalance(emulator, json, lies ? [...sent, ...prefixesOf(request, whole)] : sent);
		// Where the sender is gone, or the app's own action failed, nobody is told: what stays, the app has heard of. v1 can't delete.
		else if (wire === 'sessions') for (const file of emulator.files()) expect(heard).toContain(file.id);
		tally.count(path.startsWith('/api/fastio/documents/uploads') ? 'uploads calls' : path, verdict);
	};

	const shares: [string, number, () => fc.Arbitrary<FuzzCase>][] = [
		['damaged forms', 0.6, () => damagedForm(token)],
		['raw uploads', 0.2, rawUpload],
		['calls about resumable uploads', 0.2, () => uploadsCall(id)]
	];
	test.each(shares)('%s end as documented, and nothing is left behind', async (_, share, arbitrary) => {
		await run(fc.sample(arbitrary(), { numRuns: 1, seed: SEED })[0]!);
		heldBefore ||= heldBytes();
		await fc.assert(fc.asyncProperty(arbitrary(), run), {
			numRuns: Math.ceil((RUNS / 2) * share),
			seed: SEED,
			endOnFailure: process.env['SHRINK'] !== '1'
		});
	});

	test('the books balance: no crash, no unhandled rejection, no open socket, no memory', async () => {
		expect(app.crashes).toEqual([]);
		expect(unhandled).toEqual([]);
		await expect.poll(() => app.openConnections(), { timeout: 20_000 }).toBe(0);
		expect(emulator.openConnections()).toBeLessThan(20);
		expect(heldBytes() - heldBefore).toBeLessThan(MAX_HELD_GROWTH_BYTES);
	});
});

/** An id and a token as the server signs them, of a session that is gone. */
async function signedTexts(app: HttpApp): Promise<{ id: string; token: string }> {
	const uploads = `${app.url}/api/fastio/documents/uploads`;
	const call = async (path: string, init: RequestInit) => (await fetch(uploads + path, init)).json();
	const { id } = await call('', {
		method: 'POST',
		body: JSON.stringify({ name: 'a', type: 'a/b', size: 1, hold: true })
	});
	const headers = { 'content-type': 'application/octet-stream' };
	await call(`/${id}/chunks/1`, { method: 'PUT', headers, body: 'x' });
	const { token } = await call(`/${id}/complete`, { method: 'POST' });
	return { id, token };
}

async function cancel(app: HttpApp, id: string): Promise<void> {
	const { status } = await fetch(`${app.url}/api/fastio/documents/uploads/${id}`, { method: 'DELETE' });
	expect(status).toBe(204);
}

function unchunked(body: Buffer): Buffer {
	const pieces: Buffer[] = [];
	for (let at = 0; at < body.length;) {
		const line = body.indexOf('\r\n', at);
		const size = Number.parseInt(body.subarray(at, line).toString('latin1'), 16);
		pieces.push(body.subarray(line + 2, line + 2 + size));
		at = line + 2 + size + 2;
	}
	return Buffer.concat(pieces);
}

/** What a raw upload of a shorter declared length is. */
function prefixesOf({ head }: FuzzCase['request'], body: Buffer): Buffer[] {
	const length = Number(/^content-length: (\d+)$/imu.exec(head)?.[1] ?? NaN);
	return length <= body.length ? [body.subarray(0, length)] : [];
}
