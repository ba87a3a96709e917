import { FLOOR_ID, type Contestant } from './contestants.ts';
import type { Measurement } from './measure.ts';

const GIB = 1024 ** 3;
const MIB = 1024 ** 2;

/** One row: medians over the runs, or why there are none. */
export interface Row {
	id: string;
	title: string;
	/** Pace of the upstream in bytes per second; `null` is as fast as it goes. */
	throttleBytesPerSecond: number | null;
	cpuSecondsPerGib: number | null;
	/** CPU as a multiple of the floor's with the same upstream; `null` without a floor in this run. */
	timesFloor: number | null;
	megabytesPerSecond: number | null;
	peakMibAboveIdle: number | null;
	error: string | null;
}

/** What became of one contestant with one upstream. */
export interface Outcome {
	contestant: Contestant;
	pace: number | undefined;
	measurements: Measurement[];
	error: string | undefined;
}

/** Makes the rows in the order of the outcomes. */
export function toRows(outcomes: readonly Outcome[], fileBytes: number): Row[] {
	const cpuOf = ({ measurements }: Outcome) => median(measurements.map((run) => run.cpuSeconds));
	return outcomes.map((outcome) => {
		const { contestant, pace, measurements, error } = outcome;
		const floor = outcomes.find((other) => other.contestant.id === FLOOR_ID && other.pace === pace);
		const failed = error !== undefined || measurements.length === 0;
		return {
			id: contestant.id,
			title: contestant.title,
			throttleBytesPerSecond: pace ?? null,
			cpuSecondsPerGib: failed ? null : (cpuOf(outcome) * GIB) / fileBytes,
			timesFloor: failed || !floor?.measurements.length ? null : cpuOf(outcome) / cpuOf(floor),
			megabytesPerSecond: failed ? null : fileBytes / 1e6 / median(measurements.map((run) => run.seconds)),
			peakMibAboveIdle: failed ? null : median(measurements.map((run) => run.peakBytes)) / MIB,
			error: error ?? null
		};
	});
}

/** The rows as text. */
export function formatTable(rows: readonly Row[]): string {
	const head = ['', 'upstream', 'CPU s/GiB', '× floor', 'MB/s', 'peak RSS above idle'];
	const cells = rows.map((row) => [
		row.title,
		row.throttleBytesPerSecond === null ? 'unthrottled' : `${row.throttleBytesPerSecond / 1e6} MB/s`,
		row.error ?? number(row.cpuSecondsPerGib, 2),
		row.error ? '' : number(row.timesFloor, 2),
		row.error ? '' : number(row.megabytesPerSecond, 0),
		row.error ? '' : `${number(row.peakMibAboveIdle, 0)} MiB`
	]);
	const widths = head.map((title, column) =>
		Math.max(title.length, ...cells.map((line) => (line[2]!.length > 20 ? 0 : line[column]!.length)))
	);
	const line = (parts: readonly string[]) =>
		parts
			.map((part, column) => (column < 2 ? part.padEnd(widths[column]!) : part.padStart(widths[column]!)))
			.join('  ')
			.trimEnd();
	return [line(head), widths.map((width) => '-'.repeat(width)).join('  '), ...cells.map(line)].join('\n');
}

/** The middle value; of an even number of values the mean of the two in the middle. `NaN` of none. */
export function median(values: readonly number[]): number {
	const sorted = values.toSorted((a, b) => a - b);
	const middle = sorted.length / 2;
	return (sorted[Math.ceil(middle) - 1]! + sorted[Math.floor(middle)]!) / 2;
}

const number = (value: number | null, digits: number): string => value?.toFixed(digits) ?? '–';
