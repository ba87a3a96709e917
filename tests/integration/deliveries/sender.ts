import { setTimeout as sleep } from 'node:timers/promises';
import type { Delivery } from './plan.ts';

/** How long one delivery is repeated: longer than the claim of an instance that died lasts. */
const GIVE_UP_MS = 90_000;
const RETRY_MS = 250;

export interface Answer {
	kind: Delivery['kind'];
	status: number;
}

/** Sends as a provider of webhooks does: to the next of several addresses in turn, and again until it is taken or refused. */
export class Sender {
	readonly #urls: readonly string[];
	#turn = 0;
	/** What each address has not answered yet. */
	readonly inFlight: Map<string, Set<Delivery>>;
	/** Deliveries that were sent again. */
	repeats = 0;

	constructor(urls: readonly string[]) {
		this.#urls = urls;
		this.inFlight = new Map(urls.map((url) => [url, new Set()]));
	}

	/** Sends all, so many at once. `onHalf` is called when half of them are sent. */
	async sendAll(
		deliveries: readonly Delivery[],
		options: { atOnce: number; onHalf: () => void }
	): Promise<Answer[]> {
		const answers: Answer[] = [];
		let next = 0;
		let isHalf = false;
		const work = async () => {
			while (next < deliveries.length) {
				const delivery = deliveries[next++]!;
				if (!isHalf && next >= deliveries.length / 2) {
					isHalf = true;
					options.onHalf();
				}
				answers.push({ kind: delivery.kind, status: await this.#send(delivery) });
			}
		};
		await Promise.all(Array.from({ length: options.atOnce }, work));
		return answers;
	}

	async #send(delivery: Delivery): Promise<number> {
		const deadline = performance.now() + GIVE_UP_MS;
		for (;;) {
			const status = await this.#once(delivery);
			if (status !== undefined && status < 500) return status;
			if (performance.now() > deadline) return status ?? 0;
			this.repeats += 1;
			await sleep(RETRY_MS);
		}
	}

	/** `undefined` when there was no answer. */
	async #once(delivery: Delivery): Promise<number | undefined> {
		const url = this.#urls[this.#turn++ % this.#urls.length]!;
		const inFlight = this.inFlight.get(url)!;
		const { body, headers } = delivery;
		inFlight.add(delivery);
		try {
			const response = await fetch(url, {
				method: 'POST',
				body,
				headers: { ...headers, 'content-type': 'application/json' }
			});
			await response.arrayBuffer();
			return response.status;
		} catch {
			return undefined;
		} finally {
			inFlight.delete(delivery);
		}
	}
}
