/** `npm run bench -- --webhooks`: what a verified delivery costs, against a route that only reads its body. */
import { createHmac } from 'node:crypto';
import { Agent, request } from 'node:http';
import { fileURLToPath } from 'node:url';
import { buildApp } from '../scripts/build-app.ts';
import { startChild } from './children.ts';
import { median } from './table.ts';
import { cpuSeconds } from './usage.ts';

const SECRET = 'shared with the sender';
/** Deliveries of one measurement, and how many are under way at a time. */
const DELIVERIES = 5_000;
const AT_ONCE = 32;
const WARM_UP = 1_000;

type Sign = (body: string) => Record<string, string>;

const hmac = (text: string) => createHmac('sha256', SECRET).update(text);
const seconds = () => Math.floor(Date.now() / 1000);

const ROWS: readonly { title: string; path: string; status: number; sign: Sign }[] = [
	{ title: 'a route that reads the body', path: '/read-body', status: 200, sign: () => ({}) },
	{
		title: 'createFastioWebhook, hex',
		path: '/webhook',
		status: 200,
		sign: (body) => ({ 'x-fastio-signature': hmac(body).digest('hex') })
	},
	{
		title: 'createFastioWebhook, t-v1',
		path: '/webhook',
		status: 200,
		sign: (body) => {
			const at = seconds();
			return { 'fastio-signature': `t=${at},v1=${hmac(`${at}.${body}`).digest('base64')}` };
		}
	},
	{
		title: 'createFastioWebhook, forged',
		path: '/webhook',
		status: 401,
		sign: (body) => ({ 'x-fastio-signature': hmac(`${body}?`).digest('hex') })
	}
];

/** Medians over the runs of one row. */
export interface WebhookCost {
	title: string;
	perSecond: number;
	/** CPU of the server for a thousand deliveries, in milliseconds. */
	cpuMsPerThousand: number;
	/** Throughput as a part of the first row's, by the medians of the same runs. */
	ratio: number;
}

/** Measures all rows in turn, run after run. */
export async function benchWebhooks(runs: number): Promise<WebhookCost[]> {
	console.error('Building bench/app …');
	await buildApp(fileURLToPath(new URL('app', import.meta.url)), 'error');
	const env = { ...process.env, PORT: '0', HOST: '127.0.0.1', FASTIO_WEBHOOK_SECRET: SECRET, REDIS_URL: '' };
	await using app = await startChild<{ port: number }>('bench/processes/app.js', { env });
	const agent = new Agent({ keepAlive: true, maxSockets: AT_ONCE });
	const measured = ROWS.map(() => ({ perSecond: [] as number[], cpu: [] as number[] }));
	try {
		for (const row of ROWS) await sendMany(app.message.port, agent, row, WARM_UP);
		for (let run = 0; run < runs; run += 1) {
			for (const [index, row] of ROWS.entries()) {
				const cpuBefore = cpuSeconds(app.pid);
				const took = await sendMany(app.message.port, agent, row, DELIVERIES);
				measured[index]!.perSecond.push(DELIVERIES / took);
				measured[index]!.cpu.push(((cpuSeconds(app.pid) - cpuBefore) * 1e6) / DELIVERIES);
			}
		}
	} finally {
		agent.destroy();
	}
	const base = median(measured[0]!.perSecond);
	return ROWS.map(({ title }, index) => ({
		title,
		perSecond: median(measured[index]!.perSecond),
		cpuMsPerThousand: median(measured[index]!.cpu),
		ratio: median(measured[index]!.perSecond) / base
	}));
}

let count = 0;

/** Sends so many, each with an event of its own; resolves with the seconds that it took. */
async function sendMany(
	port: number,
	agent: Agent,
	{ path, status, sign }: (typeof ROWS)[number],
	deliveries: number
): Promise<number> {
	// Signed beforehand: what the sender does is not to be measured.
	const signed = Array.from({ length: deliveries }, () => {
		const id = `event-${(count += 1)}`;
		const body = JSON.stringify({ id, type: 'file.indexed', data: { file_id: `2file${count}` } });
		return { body, headers: { ...sign(body), 'content-type': 'application/json' } };
	});
	let next = 0;
	const work = async () => {
		while (next < signed.length) {
			const got = await send(port, agent, path, signed[next++]!);
			if (got !== status) throw new Error(`${path} answered ${got}, not ${status}.`);
		}
	};
	const startedAt = performance.now();
	await Promise.all(Array.from({ length: AT_ONCE }, work));
	return (performance.now() - startedAt) / 1000;
}

function send(
	port: number,
	agent: Agent,
	path: string,
	{ body, headers }: { body: string; headers: Record<string, string> }
): Promise<number> {
	return new Promise((resolve, reject) => {
		const outgoing = request({ host: '127.0.0.1', port, path, method: 'POST', agent, headers }, (answer) => {
			answer.resume();
			answer.on('end', () => resolve(answer.statusCode ?? 0));
			answer.on('error', reject);
		});
		outgoing.on('error', reject);
		outgoing.end(body);
	});
}

/** The costs as text. */
export function formatWebhookCosts(costs: readonly WebhookCost[]): string {
	const width = Math.max(...costs.map(({ title }) => title.length));
	const head = `${''.padEnd(width)}  deliveries/s  CPU ms per 1,000  × reading alone`;
	const lines = costs.map(({ title, perSecond, cpuMsPerThousand, ratio }) =>
		[
			title.padEnd(width),
			perSecond.toFixed(0).padStart(12),
			cpuMsPerThousand.toFixed(0).padStart(16),
			ratio.toFixed(2).padStart(15)
		].join('  ')
	);
	return [head, ...lines].join('\n');
}
