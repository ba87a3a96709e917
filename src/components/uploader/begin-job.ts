import type { Item, ItemHost } from './item.svelte.ts';
import type { Job } from './job.ts';

/** Begins a run of a file. What it does after its signal has aborted changes nothing. */
export function beginJob(item: Item, { now, moved, late }: ItemHost, signal: AbortSignal): Job {
	const { source, relativePath, speed } = item;
	const { size } = source;
	let sent = 0;
	let resumedFromBytes = 0;
	let flying = 0;
	let waiting = 0;

	const live =
		<A extends unknown[]>(change: (...args: A) => void) =>
		(...args: A) => {
			if (!signal.aborted) change(...args);
		};

	const show = live((force?: boolean) => {
		const before = item.own;
		if (waiting > 0 && waiting >= flying) {
			if (before.status !== 'queued') item.queue('retry');
			return;
		}
		if (before.status !== 'uploading' && !force) return;
		const { sentBytes } = item;
		const nowMs = now();
		speed.add(sent, nowMs);
		const bytesPerSecond = speed.rate(nowMs);
		if (!force && 'bytesPerSecond' in before) {
			if (before.sentBytes === sentBytes && before.bytesPerSecond === bytesPerSecond) return;
		}
		const etaMs = speed.etaMs(size - sentBytes, nowMs);
		item.set({ status: 'uploading', resumedFromBytes, sentBytes, bytesPerSecond, etaMs });
	});

	/** The bar goes on, and never back. */
	const reach = (bytes: number) => (item.sentBytes = Math.max(item.sentBytes, Math.min(size, bytes)));

	item.show = show;
	speed.clear();
	show(true);
	return {
		source,
		relativePath,
		signal,
		get session() {
			return item.session;
		},
		set session(session) {
			if (!signal.aborted) item.session = session;
		},
		resumable: live((resumable) => (item.resumable = resumable)),
		move: live((bytes) => {
			reach((sent += bytes));
			if (bytes > 0) moved(bytes);
		}),
		startAt: live((bytes, afresh) => {
			if (afresh) item.sentBytes = 0;
			sent = resumedFromBytes = bytes;
			speed.clear();
			reach(bytes);
			show(true);
		}),
		stage: live((status) => item.set({ status })),
		wait: live((change) => {
			waiting += change;
			show(item.own.status === 'queued');
		}),
		flying: live((change) => (flying += change)),
		late: (session) => late(item, session)
	};
}
