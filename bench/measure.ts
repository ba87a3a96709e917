import { setTimeout as sleep } from 'node:timers/promises';
import { startChild, type Child } from './children.ts';
import type { Contestant } from './contestants.ts';
import type { ClientOrder, ClientReport } from './processes/client.ts';
import type { SampleFile } from './sample-file.ts';
import type { Upstream } from './upstream.ts';
import { cpuSeconds, residentBytes, resetPeak } from './usage.ts';

/** Time that a fresh process gets to finish its start before its idle memory is read. */
const SETTLE_MS = 500;

/** One upload through one fresh process. */
export interface Measurement {
	/** User and system time of the server process alone, its start not counted. */
	cpuSeconds: number;
	/** From the first byte sent to the end of the answer. */
	seconds: number;
	/** `VmHWM` during the upload less `VmRSS` before it. */
	peakBytes: number;
}

/**
 * Sends the file once through a fresh server process.
 *
 * @throws when the answer is no success or what arrived is not the file.
 */
export async function measure(
	contestant: Contestant,
	file: SampleFile,
	upstream: Upstream,
	options: { pace: number | undefined; profileDir: string | undefined }
): Promise<Measurement> {
	await upstream.prepare(options.pace);
	await using server = await startServer(contestant, upstream, options.profileDir);
	await sleep(SETTLE_MS);
	const { pid, message } = server;
	const idleBytes = residentBytes(pid).now;
	const cpuBefore = cpuSeconds(pid);
	resetPeak(pid);

	const order = orderFor(contestant, upstream, message.port, file);
	await using client = await startChild<ClientReport>('bench/processes/client.ts', {
		args: [JSON.stringify(order)]
	});
	const used = { cpuSeconds: cpuSeconds(pid) - cpuBefore, peakBytes: residentBytes(pid).peak - idleBytes };
	const { status, answer, seconds } = client.message;
	// An action that fails answers 200 all the same; what arrived is the proof.
	const arrived = await upstream.files();
	if (status < 200 || status > 299 || arrived.length !== 1 || arrived[0]?.sha256 !== file.sha256) {
		throw new Error(`${contestant.title}: the file did not arrive (${status} ${answer.slice(0, 200)})`);
	}
	return { ...used, seconds };
}

function startServer(
	{ server }: Contestant,
	upstream: Upstream,
	profileDir: string | undefined
): Promise<Child<{ port: number }>> {
	const execArgv = profileDir ? ['--cpu-prof', `--cpu-prof-dir=${profileDir}`] : [];
	if (server === 'proxy')
		return startChild('bench/processes/proxy.js', { execArgv, args: [String(upstream.port)] });
	return startChild('bench/processes/app.js', {
		execArgv,
		env: {
			...process.env,
			NODE_ENV: 'production',
			HOST: '127.0.0.1',
			PORT: '0',
			BODY_SIZE_LIMIT: 'Infinity',
			// Otherwise adapter-node takes the address for https and refuses forms from http.
			PROTOCOL_HEADER: 'x-forwarded-proto',
			FASTIO_API_URL: upstream.v1Url,
			FASTIO_API_TOKEN: upstream.token,
			FASTIO_WORKSPACE_ID: upstream.workspaceId
		}
	});
}

function orderFor(
	{ server, path, body }: Contestant,
	upstream: Upstream,
	port: number,
	file: SampleFile
): ClientOrder {
	const origin = `http://127.0.0.1:${port}`;
	if (server === 'proxy') {
		const call = `/v1/files/stream?workspace=${upstream.workspaceId}&name=sample.bin`;
		const headers = { authorization: `Bearer ${upstream.token}` };
		return { url: origin + call, file: file.path, body, headers };
	}
	const headers = {
		origin,
		accept: 'application/json',
		'x-sveltekit-action': 'true',
		'x-forwarded-proto': 'http',
		'x-file-name': 'sample.bin'
	};
	return { url: origin + path, file: file.path, body, headers };
}
