import { parseArgs } from 'node:util';
import { CONTESTANTS, type Contestant } from './contestants.ts';

const UNITS = { K: 1024, M: 1024 ** 2, G: 1024 ** 3 } as const;

/** What one call of the bench does. */
export interface BenchOptions {
	fileBytes: number;
	/** Runs of each row; the table shows medians. */
	runs: number;
	contestants: readonly Contestant[];
	/** Paces of Fast.io, in bytes per second; `undefined` is as fast as it goes. */
	paces: readonly (number | undefined)[];
	/** Measure the browser instead of the server. */
	client: boolean;
	/** Measure what webhook deliveries cost instead. */
	webhooks: boolean;
	/** Fail where the browser is held up for too long. */
	check: boolean;
	json: boolean;
	/** Folder for V8's CPU profiles of the app. */
	profileDir: string | undefined;
}

export const USAGE = `Usage: npm run bench -- [options]
  --size 1G        size of the file: a number with K, M or G (default 1G)
  --runs 3         runs of each row; the table shows medians
  --rows a,b       only these rows: ${CONTESTANTS.map(({ id }) => id).join(', ')}
  --throttle 50    pace of the throttled upstream in MB/s (default 50)
  --only fast      only the unthrottled rows; "throttled": only those
  --client         many files dropped, paused, … on a page in Chromium instead; of the runs the worst counts
  --check          with --client: fail when a step holds the page up for more than 100 ms
  --webhooks       what verified deliveries cost instead, against a route that only reads their bodies
  --profile DIR    write a CPU profile of every app process into DIR
  --json           print JSON instead of the table`;

/** @throws Error with what is wrong with the arguments. */
export function readOptions(args: readonly string[]): BenchOptions {
	const { values } = parseArgs({
		args: [...args],
		options: {
			size: { type: 'string', default: '1G' },
			runs: { type: 'string', default: '3' },
			rows: { type: 'string' },
			throttle: { type: 'string', default: '50' },
			only: { type: 'string' },
			profile: { type: 'string' },
			client: { type: 'boolean', default: false },
			webhooks: { type: 'boolean', default: false },
			check: { type: 'boolean', default: false },
			json: { type: 'boolean', default: false }
		}
	});
	if (values.check && !values.client) throw new Error('--check goes with --client.');
	const slow = positive('--throttle', values.throttle) * 1e6;
	if (values.only !== undefined && values.only !== 'fast' && values.only !== 'throttled')
		throw new Error('--only takes fast or throttled.');
	return {
		fileBytes: parseSize(values.size),
		runs: Math.ceil(positive('--runs', values.runs)),
		contestants: pick(values.rows),
		paces: values.only === 'fast' ? [undefined] : values.only === 'throttled' ? [slow] : [undefined, slow],
		client: values.client,
		webhooks: values.webhooks,
		check: values.check,
		json: values.json,
		profileDir: values.profile
	};
}

function parseSize(text: string): number {
	const match = /^(\d+)([KMG])?$/iu.exec(text);
	const bytes = Number(match?.[1]) * UNITS[(match?.[2]?.toUpperCase() ?? 'M') as keyof typeof UNITS];
	if (!match?.[2] || !(bytes > 0)) throw new Error(`--size takes a number with K, M or G, not "${text}".`);
	return bytes;
}

function pick(rows: string | undefined): readonly Contestant[] {
	if (rows === undefined) return CONTESTANTS;
	return rows.split(',').map((id) => {
		const contestant = CONTESTANTS.find((candidate) => candidate.id === id);
		if (!contestant) throw new Error(`There is no row "${id}": ${CONTESTANTS.map((c) => c.id).join(', ')}.`);
		return contestant;
	});
}

function positive(name: string, text: string): number {
	const value = Number(text);
	if (!(value > 0)) throw new Error(`${name} takes a number above 0, not "${text}".`);
	return value;
}
