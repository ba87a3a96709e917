/** `npm run bench`: what a file costs on its way through SvelteKit, against a bare TCP proxy and the guide's code. */
import { availableParallelism, cpus } from 'node:os';
import { fileURLToPath } from 'node:url';
import { buildApp } from '../scripts/build-app.ts';
import { benchClient, formatCosts, tooLong } from './client.ts';
import { endChildren } from './children.ts';
import { measure } from './measure.ts';
import { readOptions, USAGE, type BenchOptions } from './options.ts';
import { createSampleFile } from './sample-file.ts';
import { formatTable, toRows, type Outcome } from './table.ts';
import { startUpstream } from './upstream.ts';
import { benchWebhooks, formatWebhookCosts } from './webhooks.ts';

let options: BenchOptions;
try {
	options = readOptions(process.argv.slice(2));
} catch (error) {
	console.error(`${error instanceof Error ? error.message : error}\n\n${USAGE}`);
	process.exit(2);
}

// The children end first: whatever waits for one goes on to its clean-up. A second Ctrl-C does not wait for that.
const stop = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
	process.on(signal, () => {
		endChildren(stop.signal.aborted ? 'SIGKILL' : 'SIGTERM');
		if (stop.signal.aborted) process.exit(130);
		stop.abort(new Error(`Stopped by ${signal}.`));
	});
}

if (options.client) {
	const costs = await benchClient(options.runs);
	console.log(options.json ? JSON.stringify(costs, null, '\t') : `\n${formatCosts(costs)}\n`);
	const failed = options.check ? tooLong(costs) : [];
	for (const sentence of failed) console.error(sentence);
	process.exit(failed.length > 0 ? 1 : 0);
}

if (options.webhooks) {
	const costs = await benchWebhooks(options.runs);
	console.log(options.json ? JSON.stringify(costs, null, '\t') : `\n${formatWebhookCosts(costs)}\n`);
	process.exit();
}

try {
	const outcomes = await bench(options, stop.signal);
	const rows = toRows(outcomes, options.fileBytes);
	const machine = { node: process.version, cpu: cpus()[0]?.model.trim(), cores: availableParallelism() };
	if (options.json) {
		const { fileBytes, runs } = options;
		console.log(JSON.stringify({ ...machine, fileBytes, runs, rows }, null, '\t'));
	} else {
		console.log(`\n${formatTable(rows)}\n`);
		console.log(
			`Node ${machine.node}, ${machine.cpu}, ${machine.cores} cores; ${options.fileBytes / 1024 ** 2} MiB, medians of ${options.runs}.`
		);
		console.log(
			'CPU: user and system time of the server process alone. RSS: VmHWM less VmRSS before the upload.'
		);
	}
	if (outcomes.some(({ contestant, error }) => contestant.ours && error)) process.exitCode = 1;
} catch (error) {
	console.error(error instanceof Error ? error.message : error);
	process.exitCode = 1;
}

/** All rows, one after the other and run after run, so that a busy spell of the machine meets all of them. */
async function bench(
	{ fileBytes, runs, contestants, paces, profileDir }: BenchOptions,
	signal: AbortSignal
): Promise<Outcome[]> {
	console.error('Building bench/app …');
	await buildApp(fileURLToPath(new URL('app', import.meta.url)), 'error');
	await using file = await createSampleFile(fileBytes, signal);
	await using upstream = await startUpstream();
	const outcomes = paces.flatMap((pace) =>
		contestants.map((contestant): Outcome => ({ contestant, pace, measurements: [], error: undefined }))
	);
	for (let run = 1; run <= runs; run++) {
		for (const outcome of outcomes) {
			const { contestant, pace, measurements, error } = outcome;
			if (error) continue;
			console.error(`run ${run} of ${runs}: ${contestant.title}${pace ? `, ${pace / 1e6} MB/s` : ''}`);
			try {
				measurements.push(await measure(contestant, file, upstream, { pace, profileDir }));
			} catch (thrown) {
				signal.throwIfAborted();
				outcome.error = thrown instanceof Error ? thrown.message : String(thrown);
			}
			signal.throwIfAborted();
		}
	}
	return outcomes;
}
