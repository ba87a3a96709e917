import { createHash } from 'node:crypto';
import { signDelivery } from '../../support/sign-delivery.ts';

/** One delivery on its way. */
export interface Delivery {
	kind: 'genuine' | 'duplicate' | 'forged' | 'late';
	/** The id under which its event is handled. */
	event: string;
	body: string;
	headers: Record<string, string>;
}

export interface Plan {
	/** In the order in which they are sent. */
	deliveries: Delivery[];
	/** Ids under which the events are handled. */
	events: Set<string>;
	counts: Record<Delivery['kind'], number>;
}

const SCHEMES = ['hex', 'sha256', 't-v1'] as const;
/** How late a late one is, in seconds: twice the tolerance. */
const LATE_SECONDS = 600;
/** How far a delivery may be from its place. */
const REORDERED_WITHIN = 200;

/**
 * 70% events, 20% duplicates of them, 5% forged, and 5% genuine ones that were sent too late; out of order. One event
 * in seven has no id, as in the integration guide's payload.
 */
export function planDeliveries({
	total,
	secret,
	seed
}: {
	total: number;
	secret: string;
	seed: number;
}): Plan {
	const random = mulberry32(seed);
	const counts = { genuine: total * 0.7, duplicate: total * 0.2, forged: total * 0.05, late: total * 0.05 };
	const events = new Set<string>();
	const deliveries: Delivery[] = [];
	const genuine: Delivery[] = [];
	for (let n = 0; n < counts.genuine; n += 1) {
		const body = bodyOf(n, n % 7 !== 0);
		const event = n % 7 === 0 ? bodyId(body) : `event-${n}`;
		events.add(event);
		const scheme = SCHEMES[n % 3]!;
		genuine.push({ kind: 'genuine', event, body, headers: signDelivery(scheme, secret, body) });
	}
	deliveries.push(...genuine);
	for (let n = 0; n < counts.duplicate; n += 1) {
		const at = Math.floor(random() * genuine.length);
		// Near the one that it repeats.
		deliveries.splice(at + n, 0, { ...genuine[at]!, kind: 'duplicate' });
	}
	for (let n = 0; n < counts.forged; n += 1) {
		const body = bodyOf(total + n, true);
		const headers = signDelivery(SCHEMES[n % 3]!, `${secret}?`, body);
		deliveries.push({ kind: 'forged', event: '', body, headers });
	}
	const then = Math.floor(Date.now() / 1000) - LATE_SECONDS;
	for (let n = 0; n < counts.late; n += 1) {
		const body = bodyOf(2 * total + n, true);
		deliveries.push({
			kind: 'late',
			event: '',
			body,
			headers: signDelivery(SCHEMES[1 + (n % 2)]!, secret, body, then)
		});
	}
	return { deliveries: shuffled(deliveries, random), events, counts };
}

function bodyOf(n: number, hasId: boolean): string {
	const event = { type: 'file.indexed', data: { file_id: `2file${n}` } };
	return JSON.stringify(hasId ? { id: `event-${n}`, ...event } : event);
}

/** What the receiver calls an event without an id. */
function bodyId(body: string): string {
	return `body:${createHash('sha256').update(body).digest('hex')}`;
}

/** Forged and late ones anywhere; all others near their place. */
function shuffled(deliveries: Delivery[], random: () => number): Delivery[] {
	return deliveries
		.map((delivery, at) => {
			const isStray = delivery.kind === 'forged' || delivery.kind === 'late';
			return {
				delivery,
				place: isStray ? random() * deliveries.length : at + random() * REORDERED_WITHIN
			};
		})
		.sort((a, b) => a.place - b.place)
		.map(({ delivery }) => delivery);
}

function mulberry32(seed: number): () => number {
	let state = seed;
	return () => {
		state = (state + 0x6d2b79f5) | 0;
		let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
		mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
	};
}
