import type { FaultAction } from '../../../src/emulator/faults.ts';

/** The column of docs/upstream.md that says whether a call is made again. */
type Column = '429' | '500' | '502 to 504' | 'no connection' | 'no answer' | 'no sense';

/** A way in which Fast.io fails. */
export interface PeerFault {
	/** `refused`: nothing listens where the call goes. */
	fault: FaultAction | 'refused';
	/** `undefined`: never made again. */
	column?: Column;
	/** Fast.io does what is asked all the same. */
	carriedOut?: true;
	/** Only for a call with a file in it. */
	needsBody?: true;
}

const status = (code: number): FaultAction & { kind: 'status' } => ({ kind: 'status', status: code });

/** By the name that the first table of docs/upstream.md gives it. */
export const PEER_FAULTS: Record<string, PeerFault> = {
	...Object.fromEntries(
		[400, 401, 402, 403, 404, 406, 409, 413].map((code) => [code, { fault: status(code) }])
	),
	'429': { fault: { kind: 'rate-limit', resetInSeconds: 0 }, column: '429' },
	'500': { fault: status(500), column: '500' },
	...Object.fromEntries(
		[502, 503, 504].map((code) => [code, { fault: status(code), column: '502 to 504' as const }])
	),
	'413 before the body is read': { fault: { ...status(413), when: 'before' }, needsBody: true },
	'503 before the body is read': {
		fault: { ...status(503), when: 'before' },
		column: '502 to 504',
		needsBody: true
	},
	'connection refused': { fault: 'refused', column: 'no connection' },
	'reset before the body': { fault: { kind: 'reset' }, column: 'no answer' },
	'reset in the body': { fault: { kind: 'reset', afterBytes: 1 }, column: 'no answer', needsBody: true },
	'reset after the body': {
		fault: { kind: 'reset', afterBytes: 1e9 },
		column: 'no answer',
		carriedOut: true
	},
	'answer breaks off': { fault: { kind: 'truncate' }, column: 'no answer', carriedOut: true },
	'no answer': { fault: { kind: 'hang' }, column: 'no answer' },
	'answer stops half-way': { fault: { kind: 'stall' }, column: 'no answer', carriedOut: true },
	'not JSON': { fault: { kind: 'not-json' }, column: 'no sense', carriedOut: true },
	'broken JSON': { fault: { kind: 'broken-json' }, column: 'no sense', carriedOut: true },
	'another content type': {
		fault: { kind: 'content-type', type: 'text/plain' },
		column: 'no sense',
		carriedOut: true
	},
	'larger than 4 MiB': {
		fault: { kind: 'huge', bytes: 5 * 1024 ** 2 },
		column: 'no sense',
		carriedOut: true
	},
	redirect: { fault: { kind: 'redirect', location: '/elsewhere' }, column: 'no sense' }
};
