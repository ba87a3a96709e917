import { MemoryRates } from '../../brokers/memory-rates.ts';
import { FastioRateError } from '../limits/rate-limit.ts';

/** Pages connected to one instance: 10,000. */
export const DEFAULT_CONNECTIONS = 10_000;
/** Pages of one visitor: 20. */
export const DEFAULT_CONNECTIONS_PER_VISITOR = 20;
/** What is said to wait when there are too many: 10 s. */
const FULL_RETRY_MS = 10_000;

/** The pages that are connected to this instance. */
export class Connections {
	readonly #places = new MemoryRates();
	readonly #total: number;
	readonly #perVisitor: number;
	#count = 0;

	constructor({
		total = DEFAULT_CONNECTIONS,
		perVisitor = DEFAULT_CONNECTIONS_PER_VISITOR
	}: {
		total?: number;
		perVisitor?: number;
	}) {
		for (const [name, value] of Object.entries({ total, perVisitor })) {
			if (value === Infinity || (Number.isInteger(value) && value >= 1)) continue;
			throw new RangeError(`connections.${name} must be a whole number of 1 or more; got ${value}`);
		}
		this.#total = total;
		this.#perVisitor = perVisitor;
	}

	get count(): number {
		return this.#count;
	}

	/**
	 * Lets a page in; resolves with what gives its place back. `visitor` is counted where there is one.
	 *
	 * @throws FastioRateError `rate-limited`
	 */
	async enter(visitor: string | undefined): Promise<() => void> {
		if (this.#count >= this.#total) throw full();
		this.#count += 1;
		const leave = visitor === undefined ? () => {} : await this.#places.enter(visitor, this.#perVisitor);
		if (!leave) {
			this.#count -= 1;
			throw full();
		}
		let left = false;
		return () => {
			if (left) return;
			left = true;
			this.#count -= 1;
			leave();
		};
	}
}

function full(): FastioRateError {
	return new FastioRateError('Too many pages are connected at once. Please close some.', FULL_RETRY_MS);
}
