/**
 * Names of keys. The prefix is a hash tag, so that all keys of one broker are on one node of a cluster and a script may
 * use any of them.
 */
export interface Keys {
	log(topic: string): string;
	claim(key: string): string;
	lease(name: string): string;
	/** Fence and value of a lease, which outlive its holder. */
	kept(name: string): string;
	queue(name: string): string;
	rate(key: string): string;
	places(key: string): string;
	/** Ends a wait of the instance. */
	wake(instance: string): string;
}

/** @param prefix Taken as it is where it has a hash tag already. */
export function keysOf(prefix: string): Keys {
	const tag = /\{[^}]+\}/u.test(prefix) ? prefix : `{${prefix}}`;
	const named = (kind: string) => (name: string) => `${tag}${kind}:${name}`;
	return {
		log: named('log'),
		claim: named('claim'),
		lease: named('lease'),
		kept: named('kept'),
		queue: named('queue'),
		rate: named('rate'),
		places: named('places'),
		wake: named('wake')
	};
}
