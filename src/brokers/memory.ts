import type { Broker } from './broker.ts';
import { systemClock } from './clock.ts';
import type { Clock } from './clock.ts';
import { MemoryClaims } from './memory-claims.ts';
import { MemoryLeases } from './memory-leases.ts';
import { MemoryLog } from './memory-log.ts';
import { MemoryQueue } from './memory-queue.ts';
import { MemoryRates } from './memory-rates.ts';
import { reportToConsole } from './report.ts';
import type { Report } from './report.ts';

/** Settings of {@link memoryBroker}; an app needs none. */
export interface MemoryBrokerOptions {
	/** The time, and timers. Default: this machine's. */
	clock?: Clock;
	/** Told of a listener or an `onDead` that throws. Default: writes to `console.error`. */
	report?: Report;
	/** Messages that each topic of the log keeps. Default 10,000. */
	logLength?: number;
	/** Messages of a queue that are not done yet. Default 10,000; one more is refused with `BrokerFull`. */
	maxQueued?: number;
	/** Milliseconds between the first and the second delivery of a message, twice as long each time. Default 1 s. */
	redeliveryMs?: number;
}

/**
 * Keeps what is shared in this process: for an app that runs as one. It never rejects with `BrokerUnavailable`, and
 * everything in it goes with the process. It holds at most 100,000 claims (20 MB), 10,000 messages or 16 Mi characters
 * for each topic, and 16 Mi characters in queues.
 */
export function memoryBroker(options: MemoryBrokerOptions = {}): Broker {
	const { clock = systemClock, report = reportToConsole, logLength, maxQueued, redeliveryMs } = options;
	const { now } = clock;
	const log = new MemoryLog({ now, report, ...(logLength !== undefined && { maxEntries: logLength }) });
	const queue = new MemoryQueue({
		clock,
		report,
		...(maxQueued !== undefined && { maxQueued }),
		...(redeliveryMs !== undefined && { redeliveryMs })
	});
	return {
		log,
		queue,
		claims: new MemoryClaims(log, { now }),
		leases: new MemoryLeases({ now }),
		rates: new MemoryRates({ now }),
		async close() {
			log.close();
			await queue.close();
		}
	};
}
