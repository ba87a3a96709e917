import { randomUUID } from 'node:crypto';
import { checkFault } from './fault-check.ts';
import type { Exchange } from './http/exchange.ts';

/** How a `rate-limit` fault says when the limit ends. */
export type RateLimitReset = 'epoch' | 'datetime' | 'params' | 'retry-after' | 'retry-after-date';

/** What goes wrong. Byte counts are of the request body as it is on the wire, framing of multipart included. */
export type FaultAction =
	/** Wait before the request is looked at. */
	| { kind: 'delay'; ms: number }
	/** Read the body at this pace. */
	| { kind: 'throttle'; bytesPerSecond: number }
	/**
	 * Answer with a status instead of doing what was asked. `before`: without reading the body; `after` (default):
	 * once it is read; `done`: it is carried out and the answer replaced, like a gateway timeout that came too late.
	 * The default body is an error in the form of the wire.
	 */
	| {
			kind: 'status';
			status: number;
			body?: string;
			contentType?: string;
			when?: 'before' | 'after' | 'done';
	  }
	/** Reset the TCP connection after so many bytes; 0 (default): at once. A shorter body is carried out, then reset. */
	| { kind: 'reset'; afterBytes?: number }
	/** Never answer. With `afterBytes`: stop reading there, so that the sender stalls until the fault is removed. */
	| { kind: 'hang'; afterBytes?: number }
	/**
	 * 429. `epoch`/`datetime`: form of `x-ve-limit-expires`; `params`: no header, `retry_after_seconds` in the body;
	 * `retry-after`/`retry-after-date`: only the standard header that a proxy sends, in seconds or as a date.
	 */
	| { kind: 'rate-limit'; reset?: RateLimitReset; resetInSeconds?: number }
	/** Carry the request out and break the connection in the middle of the answer (of events: after 120 bytes), or after so many bytes of it. */
	| { kind: 'truncate'; afterBytes?: number }
	/** Carry the request out, send as much of the answer, and then nothing until the fault is removed. */
	| { kind: 'stall'; afterBytes?: number }
	/** Carry the request out and answer 200 with HTML. */
	| { kind: 'not-json' }
	/** Carry the request out and end the answer, as HTTP a whole one, in the middle of its JSON; of events each breaks off. */
	| { kind: 'broken-json' }
	/** Carry the request out and call the answer something else. */
	| { kind: 'content-type'; type: string }
	/** Answer with a redirect without reading the body. Default status 307, which asks for the body again. */
	| { kind: 'redirect'; location: string; status?: number }
	/** Carry the request out and pad the JSON answer to so many bytes; of events the first is so long. */
	| { kind: 'huge'; bytes: number };

/** A fault and the requests that it meets. */
export type Fault = FaultAction & {
	/**
	 * Default: any request. `path` is the whole path, `/current` or `/v1` included; `*` stands for any text. `slice`
	 * meets the chunk of that number of any session, where the query says its `order`.
	 */
	on?: { method?: string; path?: string; slice?: number };
	/** Matching requests that it meets. Default 1; `Infinity` for all (`null` in JSON). */
	times?: number | null;
	/** Matching requests that pass first. Default 0. */
	skip?: number;
};

/** Handle on an added fault. */
export interface AddedFault {
	id: string;
	/** Takes the fault back and cuts the connections that it holds. */
	remove(): void;
}

/** The faults of one emulator. Requests to `/_emulator/` never meet one. */
export interface Faults {
	/** @throws TypeError when the fault isn't one. */
	add(fault: Fault): AddedFault;
	/** Requests that the fault has met; 0 for an unknown id. */
	hits(id: string): number;
	/** Takes all faults back and cuts the connections that they hold. */
	clear(): void;
}

/** The faults that one request meets: at most one that answers or cuts, any number that slow down. */
export interface MetFaults {
	delayMs: number;
	bytesPerSecond?: number;
	action?: Exclude<FaultAction, { kind: 'delay' | 'throttle' }>;
	/** Registers a connection that the fault holds, to be cut when the fault is removed. */
	hold(cut: () => void): void;
}

interface Entry {
	fault: Fault;
	skip: number;
	left: number;
	hits: number;
	held: Set<() => void>;
}

/** The faults, and the server's side of them. */
export interface FaultBoard extends Faults {
	meet(request: Pick<Exchange, 'method' | 'path' | 'query'>): MetFaults;
}

export function createFaults(): FaultBoard {
	const entries = new Map<string, Entry>();
	const remove = (id: string) => {
		const entry = entries.get(id);
		if (!entry) return;
		entry.left = 0;
		for (const cut of entry.held) cut();
		entry.held.clear();
	};
	return {
		add(input) {
			const fault = checkFault(input);
			const id = randomUUID();
			const times = fault.times === null ? Infinity : (fault.times ?? 1);
			entries.set(id, { fault, skip: fault.skip ?? 0, left: times, hits: 0, held: new Set() });
			return { id, remove: () => remove(id) };
		},
		hits: (id) => entries.get(id)?.hits ?? 0,
		clear() {
			for (const id of entries.keys()) remove(id);
			entries.clear();
		},
		meet(request) {
			const met: MetFaults = { delayMs: 0, hold: () => {} };
			for (const entry of entries.values()) {
				const { fault } = entry;
				const slows = fault.kind === 'delay' || fault.kind === 'throttle';
				if (entry.left <= 0 || !matches(fault, request) || (!slows && met.action)) continue;
				if (entry.skip > 0) {
					entry.skip--;
					continue;
				}
				entry.left--;
				entry.hits++;
				if (fault.kind === 'delay') met.delayMs += fault.ms;
				else if (fault.kind === 'throttle') met.bytesPerSecond = fault.bytesPerSecond;
				else {
					met.action = fault;
					met.hold = (cut) => void entry.held.add(cut);
				}
			}
			return met;
		}
	};
}

function matches({ on }: Fault, { method, path, query }: Parameters<FaultBoard['meet']>[0]): boolean {
	if (on?.slice !== undefined) {
		if (method !== 'POST' || !/\/chunk\/?$/.test(path) || query.get('order') !== String(on.slice))
			return false;
	}
	if (on?.method !== undefined && on.method.toUpperCase() !== method) return false;
	if (on?.path === undefined) return true;
	const pattern = withSlash(on.path).split('*').map(escapeRegExp).join('.*');
	return new RegExp(`^${pattern}$`).test(withSlash(path));
}

const withSlash = (path: string): string => (path.endsWith('/') || path.endsWith('*') ? path : `${path}/`);
const escapeRegExp = (text: string): string => text.replace(/[.+?^${}()|[\]\\]/g, '\\$&');
