import type { Core } from './core.ts';
import type { Item } from './item.svelte.ts';
import type { Job } from './job.ts';

/** Begins a run of a file. After its signal has aborted it shows nothing more. */
export function beginJob({ list, now }: Core, item: Item, signal: AbortSignal): Job {
	const { speed } = item;
	const { size } = item.source;
	let sent = 0;
	let resumedFromBytes = 0;
	let flying = 0;
	let waiting = 0;

	function show(force?: boolean): void {
		const { own, sentBytes } = item;
		if (signal.aborted) return;
		if (waiting > 0 && waiting >= flying) {
			if (own.status !== 'queued') item.queue('retry');
		} else if (force || own.status === 'uploading') {
			const pace = speed.take(sent, size - sentBytes, now());
			item.set({ status: 'uploading', resumedFromBytes, sentBytes, ...pace });
		}
	}

	/** The bar goes on, and never back. */
	function reach(bytes: number): void {
		sent = bytes;
		item.sentBytes = Math.max(item.sentBytes, Math.min(size, bytes));
	}

	function startAt(bytes: number, afresh?: boolean): void {
		if (afresh) item.sentBytes = 0;
		resumedFromBytes = bytes;
		speed.clear();
		reach(bytes);
		show(true);
	}

	item.show = show;
	startAt(0);
	return {
		item,
		signal,
		startAt,
		move(bytes) {
			list.movedBytes += Math.max(0, bytes);
			reach(sent + bytes);
		},
		stage(status) {
			if (!signal.aborted) item.set({ status });
		},
		flying: (change) => (flying += change),
		wait(change) {
			waiting += change;
			show(item.own.status === 'queued');
		}
	};
}
