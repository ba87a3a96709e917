import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';

/** What a finished command printed, both streams together. */
export interface Finished {
	code: number | null;
	output: string;
}

/** Longest run of one command: an install on a cold cache takes a minute. */
const COMMAND_TIMEOUT_MS = 240_000;
/** Longest wait for a server to listen: a cold `vite dev` on a loaded machine takes a few seconds. */
const LISTEN_TIMEOUT_MS = 60_000;
/** A server that has not ended this long after SIGTERM is killed. */
const STOP_TIMEOUT_MS = 3_000;

/** Runs a command to its end, whatever its exit code. */
export async function run(
	command: string,
	args: string[],
	options: { cwd: string; env?: NodeJS.ProcessEnv }
): Promise<Finished> {
	const child = spawn(command, args, {
		cwd: options.cwd,
		env: options.env ?? process.env,
		stdio: ['ignore', 'pipe', 'pipe'],
		timeout: COMMAND_TIMEOUT_MS
	});
	const output = collect(child);
	const [code] = (await once(child, 'close')) as [number | null];
	return { code, output: output() };
}

/** Runs a command. @throws with its output when it fails. */
export async function mustRun(
	command: string,
	args: string[],
	options: { cwd: string; env?: NodeJS.ProcessEnv }
): Promise<string> {
	const { code, output } = await run(command, args, options);
	if (code !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${code}:\n${output}`);
	return output;
}

/** A server in a process of its own. */
export interface ServerProcess extends AsyncDisposable {
	/** `http://127.0.0.1:PORT`. */
	url: string;
	/** What it has printed so far. */
	output(): string;
	/** Sends SIGTERM and resolves with the exit code, `null` when something else ended it. */
	terminate(): Promise<number | null>;
}

/** Starts `node ...args(port)` and waits until it accepts connections. Disposing ends it. */
export async function startServer(options: {
	args: (port: number) => string[];
	env: (port: number) => NodeJS.ProcessEnv;
	cwd: string;
}): Promise<ServerProcess> {
	const port = await freePort();
	const child = spawn(process.execPath, options.args(port), {
		cwd: options.cwd,
		env: options.env(port),
		stdio: ['ignore', 'pipe', 'pipe']
	});
	const output = collect(child);
	const url = `http://127.0.0.1:${port}`;
	try {
		await listening(url, child);
	} catch (error) {
		await end(child);
		throw new Error(`The server did not start:\n${output()}`, { cause: error });
	}
	return { url, output, terminate: () => terminate(child), [Symbol.asyncDispose]: () => end(child) };
}

async function listening(url: string, child: ChildProcess): Promise<void> {
	const deadline = Date.now() + LISTEN_TIMEOUT_MS;
	while (child.exitCode === null && Date.now() < deadline) {
		const answer = await fetch(`${url}/landing`).catch(() => undefined);
		await answer?.body?.cancel();
		if (answer) return;
		await new Promise((resolve) => setTimeout(resolve, 50));
	}
	throw new Error(`Nothing listens at ${url}`);
}

async function freePort(): Promise<number> {
	const server = createServer().listen(0, '127.0.0.1');
	await once(server, 'listening');
	const { port } = server.address() as AddressInfo;
	server.close();
	await once(server, 'close');
	return port;
}

async function terminate(child: ChildProcess): Promise<number | null> {
	const exited = once(child, 'exit') as Promise<[number | null]>;
	child.kill('SIGTERM');
	const [code] = await exited;
	return code;
}

async function end(child: ChildProcess): Promise<void> {
	if (child.exitCode !== null || child.signalCode !== null) return;
	const timer = setTimeout(() => child.kill('SIGKILL'), STOP_TIMEOUT_MS);
	await terminate(child);
	clearTimeout(timer);
}

function collect(child: ChildProcess): () => string {
	let text = '';
	for (const stream of [child.stdout, child.stderr]) {
		stream?.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
	}
	return () => text;
}
