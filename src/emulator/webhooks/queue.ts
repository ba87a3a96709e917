import { MAX_TIMER_MS, type WebhookDeliverySettings } from '../setting-groups.ts';
import type { DeliveryState, Job } from './delivery.ts';
import type { DeliveryLog } from './delivery-log.ts';
import type { PostResult } from './post.ts';

/** Most deliveries that wait, those to be tried again included, and most bytes of their bodies. */
export const MAX_WAITING = 20_000;
const MAX_WAITING_BYTES = 64 * 1024 ** 2;
/** Longest time that a delivery is held back for another to overtake it. */
const MAX_HELD_MS = 1000;

/** The waiting list has no room: the receiver is too slow, or has been away for too long. */
export class WebhookQueueFullError extends Error {
	override readonly name = 'WebhookQueueFullError';
	constructor() {
		super(
			`No more deliveries are taken: ${MAX_WAITING} may wait, with ${MAX_WAITING_BYTES} bytes. Remove the webhook, or reset.`
		);
	}
}

/** Carries deliveries out, so many at a time, each again until it is answered with 2xx or given up. */
export interface DeliveryQueue {
	hasRoom(count: number, bytes: number): boolean;
	/** @param when.heldBack let the next one to the same webhook go first, for at most a second. */
	add(job: Job, when: { waitMs: number; heldBack: boolean }): void;
	/** Ends what waits or is under way, of one webhook or of all. */
	remove(webhookId?: string): void;
	/** Resolves when nothing waits any more. */
	settled(): Promise<void>;
}

/** @param options.settings asked for at each step. */
export function createDeliveryQueue({
	settings,
	attempt,
	log,
	now = () => performance.now()
}: {
	settings: () => WebhookDeliverySettings;
	attempt: (job: Job) => Promise<PostResult>;
	log: DeliveryLog;
	now?: () => number;
}): DeliveryQueue {
	const jobs = new Set<Job>();
	const ready = new Set<Job>();
	const held = new Set<Job>();
	const idle = new Set<() => void>();
	let inFlight = 0;
	let bytes = 0;

	const after = (job: Job, ms: number, then: () => void) => {
		job.timer = setTimeout(then, Math.min(ms, MAX_TIMER_MS));
		job.timer.unref();
	};
	const makeReady = (job: Job) => {
		clearTimeout(job.timer);
		held.delete(job);
		ready.add(job);
		pump();
	};
	const end = (job: Job, state: DeliveryState) => {
		clearTimeout(job.timer);
		for (const list of [jobs, ready, held]) list.delete(job);
		bytes -= job.body.length;
		Object.assign(job.record, { state, done: true });
		log.end(job.record);
		job.tried.resolve();
		if (jobs.size > 0) return;
		for (const resolve of idle) resolve();
		idle.clear();
	};
	const judge = (job: Job, { status, error }: PostResult) => {
		const { record } = job;
		record.attempts += 1;
		record.statuses.push(status);
		if (error === undefined) delete record.error;
		else record.error = error;
		if (status !== null && status >= 200 && status < 300) return end(job, 'delivered');
		if (job.once) return end(job, 'given-up');
		const { retryBaseMs, retryForMs } = settings();
		const pauseMs = retryBaseMs * 2 ** (record.attempts - 1);
		if (now() - job.triedAt! + pauseMs > retryForMs) return end(job, 'given-up');
		after(job, pauseMs, () => makeReady(job));
		job.tried.resolve();
	};
	const run = async (job: Job) => {
		inFlight += 1;
		job.triedAt ??= now();
		const result = await attempt(job);
		inFlight -= 1;
		if (!job.record.done) judge(job, result);
		for (const other of held) if (other.webhook === job.webhook) makeReady(other);
		pump();
	};
	const pump = () => {
		for (const job of ready) {
			if (inFlight >= settings().concurrency) return;
			ready.delete(job);
			void run(job);
		}
	};
	return {
		hasRoom: (count, more) => jobs.size + count <= MAX_WAITING && bytes + more <= MAX_WAITING_BYTES,
		add(job, { waitMs, heldBack }) {
			jobs.add(job);
			bytes += job.body.length;
			log.add(job.record);
			if (heldBack) held.add(job);
			const pauseMs = waitMs + (heldBack ? MAX_HELD_MS : 0);
			if (pauseMs > 0) after(job, pauseMs, () => makeReady(job));
			else makeReady(job);
		},
		remove(webhookId) {
			for (const job of jobs) {
				if (webhookId !== undefined && job.webhook.id !== webhookId) continue;
				end(job, 'removed');
				job.abort.abort();
			}
		},
		async settled() {
			if (jobs.size > 0) await new Promise<void>((resolve) => idle.add(resolve));
		}
	};
}
