import type { MessageLog } from '../../brokers/broker.ts';

/** How long after a delivery Fast.io is not followed: 10 min. */
export const QUIET_AFTER_DELIVERY_MS = 600_000;
/** How often one instance tells the others of deliveries. */
const NOTE_EVERY_MS = 60_000;
const TOPIC = 'heard';

/** Whether deliveries arrive, at any instance. */
export class Heard {
	readonly #log: MessageLog;
	readonly #now: () => number;
	#notedAt = -Infinity;

	/** @param now The clock, in milliseconds. */
	constructor(log: MessageLog, now: () => number = Date.now) {
		this.#log = log;
		this.#now = now;
	}

	/** A delivery has come. */
	async note(): Promise<void> {
		const now = this.#now();
		if (now - this.#notedAt < NOTE_EVERY_MS) return;
		this.#notedAt = now;
		await this.#log.append(TOPIC, '');
	}

	async recently(): Promise<boolean> {
		const since = Math.max(0, this.#now() - QUIET_AFTER_DELIVERY_MS);
		const { entries } = await this.#log.read(TOPIC, `${since}-0`, 1);
		return entries.length > 0;
	}
}
