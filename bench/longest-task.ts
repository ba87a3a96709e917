import type { Page } from '@playwright/test';

/** An event of Chromium's trace; `tdur` is the CPU time of its thread, in microseconds. */
interface TraceEvent {
	name: string;
	pid: number;
	tid: number;
	tdur?: number;
	args?: { data?: { type?: string } };
}

/** What a visitor does to begin: the thread that it arrives on is the page's. */
const BEGINNINGS = new Set(['drop', 'click']);

/**
 * The CPU time of the longest task on the page's main thread while `act` goes on, in milliseconds, as Chromium traces it.
 * Not the time on the clock: that has in it what other processes of a busy machine took.
 *
 * @throws Error when the trace does not show the page.
 */
export async function longestTask(page: Page, act: () => Promise<void>): Promise<number> {
	const browser = page.context().browser()!;
	await browser.startTracing(page, {
		categories: ['devtools.timeline', 'disabled-by-default-devtools.timeline']
	});
	await act();
	const trace = JSON.parse((await browser.stopTracing()).toString()) as { traceEvents: TraceEvent[] };
	const begin = trace.traceEvents.find(
		({ name, args }) => name === 'EventDispatch' && BEGINNINGS.has(args?.data?.type ?? '')
	);
	const tasks = trace.traceEvents.flatMap(({ name, pid, tid, tdur }) =>
		name === 'RunTask' && pid === begin?.pid && tid === begin.tid && tdur !== undefined ? tdur / 1000 : []
	);
	if (tasks.length === 0) throw new Error('The trace has no task of the page.');
	return Math.max(...tasks);
}
