/** One message that a consumer has. */
export interface Delivery {
	readonly id: string;
	/** Empty while it rests. */
	message: string;
	/** Deliveries so far, this one included. */
	count: number;
	/**
	 * `ready`: waits for room. `running`: its handler is under way. `resting`: it failed and comes again. `settling`: it is
	 * over, and Redis is to be told.
	 */
	state: 'ready' | 'running' | 'resting' | 'settling';
	/** Aborts its handler. */
	readonly abort: AbortController;
	/** Why it is given up, where it is. */
	dead?: { reason: unknown };
	timer?: ReturnType<typeof setTimeout>;
}

/** A message that has just come. */
export function delivery(id: string, message: string, count: number): Delivery {
	return { id, message, count, state: 'ready', abort: new AbortController() };
}

/** Reads id, message and count in turn, as the scripts answer. */
export function parseDeliveries(answer: readonly unknown[]): Delivery[] {
	const deliveries: Delivery[] = [];
	for (let index = 0; index + 2 < answer.length; index += 3) {
		deliveries.push(delivery(String(answer[index]), String(answer[index + 1]), Number(answer[index + 2])));
	}
	return deliveries;
}
