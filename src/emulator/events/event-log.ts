import { randomBytes } from 'node:crypto';
import { createId, plainId } from '../ids.ts';

/** What a new event says. */
export interface NewEvent {
	/** Fast.io's name, such as `workspace_storage_file_added`. */
	event: string;
	category: string;
	subCategory: string;
	/** The node, chat or workspace it is about. */
	objectId: string;
	/** What its sentence names: `{ name: "report.pdf" }`. */
	params?: Readonly<Record<string, string>>;
	/** Whether the change feed of the org has it too. */
	inFeed: boolean;
}

export interface LoggedEvent extends NewEvent {
	/** Position in the log, from 1, without gaps. */
	readonly seq: number;
	readonly id: string;
	readonly at: Date;
	acknowledged: boolean;
}

/** What happened, newest last: the newest `eventRetention` events, about 600 bytes each. */
export interface EventLog {
	append(event: NewEvent): LoggedEvent;
	/** Position of the newest event; 0 in an empty log. */
	readonly head: number;
	/** Position of the oldest event that is kept; above `head` when none is. */
	readonly oldest: number;
	/** Differs for each log and after each `clear()`: a cursor of another one means nothing here. */
	readonly epoch: string;
	get(id: string): LoggedEvent | undefined;
	/** The events that follow a position, oldest first. */
	after(seq: number): Iterable<LoggedEvent>;
	/** The events before a position, newest first. */
	before(seq: number): Iterable<LoggedEvent>;
	clear(): void;
}

/** Events above the retention that may lie at the start of the list before they are cut off all at once. */
const SLACK = 1000;

/** @param retention how many events are kept; asked for at each look. */
export function createEventLog(retention: () => number): EventLog {
	let events: LoggedEvent[] = [];
	let head = 0;
	let epoch = newEpoch();
	const oldest = () => head - Math.min(events.length, retention()) + 1;
	const at = (seq: number): LoggedEvent | undefined => events[events.length - 1 - (head - seq)];
	return {
		append(event) {
			const logged = { ...event, seq: ++head, id: createId('event'), at: new Date(), acknowledged: false };
			events.push(logged);
			if (events.length > retention() + SLACK) events = events.slice(-retention());
			return logged;
		},
		get head() {
			return head;
		},
		get oldest() {
			return oldest();
		},
		get epoch() {
			return epoch;
		},
		get(id) {
			const plain = plainId(id);
			const found = events.find((event) => event.id === plain);
			return found && found.seq >= oldest() ? found : undefined;
		},
		*after(seq) {
			for (let next = Math.max(seq + 1, oldest()); next <= head; next++) yield at(next)!;
		},
		*before(seq) {
			for (let next = Math.min(seq - 1, head); next >= oldest(); next--) yield at(next)!;
		},
		clear() {
			events = [];
			head = 0;
			epoch = newEpoch();
		}
	};
}

const newEpoch = (): string => randomBytes(6).toString('base64url');
