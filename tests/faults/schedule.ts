import type { Fault, FaultAction } from '../../src/emulator.ts';
import type { Random } from './random.ts';

/** Every path a file may take, by the wires that have it. */
export const PATHS = {
	sessions: ['action', 'raw', 'streamed form', 'slices', 'held form'],
	v1: ['action', 'raw', 'streamed form']
} as const;
export type Path = (typeof PATHS)['sessions'][number];

/** What one run sends and what goes wrong meanwhile. */
export interface Schedule {
	sizeBytes: number;
	faults: Fault[];
	/** The sender leaves after this share of the body; `undefined` stays. Only where one request carries all. */
	leaves: number | undefined;
	/** Send the body without its length. */
	chunked: boolean;
}

const STATUSES = [400, 401, 402, 403, 404, 406, 409, 413, 429, 500, 502, 503, 504];
const KiB = 1024;

/** One to three faults, each at a call or two of the upload, in about two runs of three. */
export function schedule(random: Random, path: Path): Schedule {
	const sliced = path === 'slices' || path === 'held form';
	const sizeBytes = random.pick([
		1 + random.below(64 * KiB),
		1 + random.below(64 * KiB),
		(sliced ? 2200 : 4300) * KiB + random.below(300 * KiB)
	]);
	const faults = Array.from({ length: random.below(4) }, (): Fault => ({
		...action(random),
		on: {
			...(random.next() < 0.6 ? { method: random.pick(['POST', 'POST', 'GET', 'DELETE']) } : {}),
			...(random.next() < 0.3
				? { path: random.pick(['*/chunk/*', '*/complete/*', '*/stream/*', '*/details/*']) }
				: {})
		},
		skip: random.below(5),
		times: 1 + random.below(3)
	}));
	return {
		sizeBytes,
		faults,
		leaves: !sliced && random.next() < 0.15 ? random.next() : undefined,
		chunked: random.next() < 0.3
	};
}

function action(random: Random): FaultAction {
	const choices: (() => FaultAction)[] = [
		() => ({ kind: 'delay', ms: random.below(60) }),
		() => ({ kind: 'status', status: random.pick(STATUSES), when: random.pick(['before', 'after', 'done']) }),
		() => ({
			kind: 'status',
			status: random.pick(STATUSES),
			when: 'after',
			body: random.pick(['', '{}', '<html>'])
		}),
		() => ({ kind: 'reset', afterBytes: random.pick([0, random.below(5000), random.below(4_000_000)]) }),
		() => ({ kind: 'hang', ...(random.next() < 0.5 ? { afterBytes: 1 + random.below(100_000) } : {}) }),
		() => ({
			kind: 'rate-limit',
			reset: random.pick(['epoch', 'datetime', 'params'] as const),
			resetInSeconds: random.below(2)
		}),
		() => ({ kind: 'truncate' }),
		() => ({ kind: 'stall' }),
		() => ({ kind: 'not-json' }),
		() => ({ kind: 'broken-json' }),
		() => ({ kind: 'redirect', location: 'http://127.0.0.1:1/' }),
		() => ({ kind: 'huge', bytes: random.pick([100_000, 20_000_000]) })
	];
	return random.pick(choices)();
}

/** Faults after which nobody can know whether Fast.io has carried the call out. */
const LOST_ANSWERS = new Set(['reset', 'hang', 'truncate', 'stall', 'not-json', 'broken-json', 'huge']);

/** Whether a fault hides what became of a call. */
export function losesAnswer(fault: Fault): boolean {
	return LOST_ANSWERS.has(fault.kind) || (fault.kind === 'status' && fault.when === 'done');
}
