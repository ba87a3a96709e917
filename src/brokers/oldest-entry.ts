/**
 * The entry of a map that was set first, of those that are still there. A map keeps places of deleted entries for a
 * while, and each new iterator passes over all of them: with 100,000 keys that took 200 µs a call. This one goes on from
 * where it was. A key that is set again has to be deleted first, and to get another value.
 */
export class OldestEntry<K, V> {
	readonly #map: ReadonlyMap<K, V>;
	#walk: Iterator<[K, V], undefined>;
	#entry: [K, V] | undefined;

	constructor(map: ReadonlyMap<K, V>) {
		this.#map = map;
		this.#walk = map.entries();
	}

	/** `undefined` when the map is empty. */
	get(): [K, V] | undefined {
		while (!this.#entry || this.#map.get(this.#entry[0]) !== this.#entry[1]) {
			let step = this.#walk.next();
			// An iterator that has come to the end stays there.
			if (step.done) step = (this.#walk = this.#map.entries()).next();
			this.#entry = step.value;
			if (step.done) return undefined;
		}
		return this.#entry;
	}
}
