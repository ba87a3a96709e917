import type { Delivery } from './delivery.ts';

/** Deliveries that have ended and are still shown; the oldest goes first. About 800 bytes each. */
const MAX_ENDED = 20_000;

/** All deliveries that wait, and the newest that have ended, in the order of their beginning. */
export interface DeliveryLog {
	add(record: Delivery): void;
	/** Says that a delivery has ended: from then on it may be forgotten. */
	end(record: Delivery): void;
	list(): Delivery[];
	clear(): void;
}

export function createDeliveryLog(): DeliveryLog {
	const all = new Set<Delivery>();
	const ended = new Set<Delivery>();
	return {
		add: (record) => void all.add(record),
		end(record) {
			ended.add(record);
			if (ended.size <= MAX_ENDED) return;
			const oldest = ended.values().next().value!;
			ended.delete(oldest);
			all.delete(oldest);
		},
		list: () => [...all],
		clear() {
			all.clear();
			ended.clear();
		}
	};
}
