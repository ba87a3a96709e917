import { describe, expect, test } from 'vitest';
import { createCircuit, createCircuits, guarded, NO_CIRCUIT } from '../../../src/api/circuit.ts';
import { FastioApiError, FastioError, FastioNetworkError } from '../../../src/api/errors.ts';
import { createFastio } from '../../../src/api.ts';
import { rejection } from './servers.ts';

const broken = new FastioNetworkError('network', 'x', { sent: true });
const policy = { failures: 3, openMs: 1_000 };
const api = (code: 'upstream' | 'rejected' | 'rate-limited', status: number) =>
	new FastioApiError(code, 'x', { status });

function started() {
	const clock = { nowMs: 0 };
	const circuit = createCircuit(policy, () => clock.nowMs);
	const fail = (times: number, failure: unknown = broken) => {
		for (let n = 0; n < times; n += 1) circuit.note(failure);
	};
	return { clock, circuit, fail };
}

describe('a circuit', () => {
	test.each([
		['a broken connection', broken],
		['a timeout', new FastioNetworkError('timeout', 'x', { sent: true })],
		['a 500', api('upstream', 500)],
		['a 504', api('upstream', 504)]
	])('opens after the given number of failures in a row: %s', (_name, failure) => {
		const { circuit, fail } = started();
		fail(2, failure);
		expect(() => circuit.admit()).not.toThrow();
		fail(1, failure);
		expect(() => circuit.admit()).toThrow(
			expect.objectContaining({ code: 'unavailable', retryAfterMs: 1_000, cause: failure })
		);
	});

	test.each([
		['a success', undefined],
		['a 406', api('rejected', 406)],
		['a 429', api('rate-limited', 429)],
		['an answer that makes no sense', api('upstream', 200)]
	])('starts its count afresh after %s', (_name, outcome) => {
		const { circuit, fail } = started();
		fail(2);
		circuit.note(outcome);
		fail(2);
		expect(() => circuit.admit()).not.toThrow();
	});

	test.each([
		['an abort', new FastioError('aborted', 'x')],
		['a source that failed', new Error('disk')]
	])('learns nothing from %s', (_name, outcome) => {
		const { circuit, fail } = started();
		fail(20, outcome);
		expect(() => circuit.admit()).not.toThrow();
		fail(2);
		circuit.note(outcome);
		fail(1);
		expect(() => circuit.admit()).toThrow();
	});

	test('lets one call through after each pause, and all once one of them succeeds', () => {
		const { circuit, fail, clock } = started();
		fail(3);
		clock.nowMs = 999;
		expect(() => circuit.admit()).toThrow(expect.objectContaining({ retryAfterMs: 1 }));
		clock.nowMs = 1_000;
		circuit.admit();
		expect(() => circuit.admit()).toThrow(expect.objectContaining({ retryAfterMs: 1_000 }));
		fail(1);
		clock.nowMs = 2_000;
		circuit.admit();
		circuit.note(undefined);
		circuit.admit();
		circuit.admit();
	});

	test('takes no notice of a connection that the caller cut', async () => {
		const { circuit } = started();
		for (let n = 0; n < 5; n += 1) {
			const attempt = () => Promise.reject(broken);
			await rejection(guarded(circuit, { signal: AbortSignal.abort() }, attempt));
		}
		expect(() => circuit.admit()).not.toThrow();
	});

	test('is one for each base URL, and none for `circuit: false`', () => {
		const circuitOf = createCircuits(policy, () => 0);
		expect(circuitOf('a')).toBe(circuitOf('a'));
		expect(circuitOf('a')).not.toBe(circuitOf('b'));
		expect(createCircuits(undefined)('a')).toBe(NO_CIRCUIT);
	});
});

describe('a client whose Fast.io is down', () => {
	const down = (circuit?: false | { failures?: number; openMs?: number }) => {
		const calls: string[] = [];
		const client = createFastio({
			token: 'token-1',
			workspaceId: '1',
			retry: { retries: false },
			...(circuit !== undefined && { circuit }),
			fetch: async (input, init) => {
				calls.push(`${init?.method ?? 'GET'} ${new URL(String(input)).pathname}`);
				return Response.json({ result: false }, { status: 503 });
			}
		});
		return { client, calls };
	};

	test('asks no more after ten failures, whatever the call and the token, but still deletes sessions', async () => {
		const { client, calls } = down();
		for (let n = 0; n < 10; n += 1) await rejection(client.files.details('f'));
		const refused = { name: 'FastioUnavailableError', code: 'unavailable' };
		expect(await rejection(client.files.details('f', { token: 'token-2' }))).toMatchObject(refused);
		expect(await rejection(client.files.download('f'))).toMatchObject(refused);
		const source = new Blob(['x']).stream();
		expect(await rejection(client.upload(source))).toMatchObject(refused);
		expect(source.locked).toBe(false);
		expect(await rejection(client.upload(new Blob(['x'])))).toMatchObject(refused);
		expect(calls).toHaveLength(10);
		expect(await rejection(client.uploads.cancel('5x'))).toMatchObject({ code: 'upstream' });
		expect(await rejection(client.uploads.status('5x'))).toMatchObject({ code: 'upstream' });
		expect(calls).toHaveLength(12);
	});

	test('asks on with `circuit: false`', async () => {
		const { client, calls } = down(false);
		for (let n = 0; n < 12; n += 1) await rejection(client.files.details('f'));
		expect(calls).toHaveLength(12);
	});

	test.each([{ failures: 0 }, { failures: 1.5 }, { openMs: 0 }])(
		'has a wrong option: %j',
		async (circuit) => {
			expect(await rejection(down(circuit).client.limits())).toMatchObject({ code: 'config' });
		}
	);
});
