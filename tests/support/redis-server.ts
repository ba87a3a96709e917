import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** How long the server may take to start. */
const START_TIMEOUT_MS = 10_000;

/** A Redis of its own on a free port of this machine, which writes every change to a temporary folder. */
export class RedisServer implements AsyncDisposable {
	readonly port: number;
	readonly #folder: string;
	#process: ChildProcess | undefined;

	private constructor(port: number, folder: string) {
		this.port = port;
		this.#folder = folder;
	}

	/** Starts one. */
	static async start(): Promise<RedisServer> {
		const server = new RedisServer(await freePort(), await mkdtemp(join(tmpdir(), 'fastio-redis-')));
		await server.up();
		return server;
	}

	get url(): string {
		return `redis://127.0.0.1:${this.port}`;
	}

	/** Starts the server after `down`, on the same port. `empty`: without what it held. */
	async up(options: { empty?: boolean } = {}): Promise<void> {
		if (options.empty) await rm(join(this.#folder, 'appendonlydir'), { recursive: true, force: true });
		const settings = {
			port: this.port,
			bind: '127.0.0.1',
			dir: this.#folder,
			appendonly: 'yes',
			appendfsync: 'always'
		};
		const args = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, `${value}`]);
		const child = spawn('redis-server', [...args, '--save', ''], { stdio: ['ignore', 'pipe', 'pipe'] });
		this.#process = child;
		const end = () => child.kill('SIGKILL');
		process.once('exit', end);
		child.once('exit', () => process.off('exit', end));
		await ready(child);
	}

	/** Kills it, as a crash does. */
	async down(): Promise<void> {
		const child = this.#process;
		this.#process = undefined;
		if (!child || child.exitCode !== null || child.signalCode !== null) return;
		const exited = once(child, 'exit');
		child.kill('SIGKILL');
		await exited;
	}

	/** Stops it in its tracks: connections stay open, and nobody answers. */
	pause(): void {
		this.#process?.kill('SIGSTOP');
	}

	/** Goes on after `pause`. */
	resume(): void {
		this.#process?.kill('SIGCONT');
	}

	async [Symbol.asyncDispose](): Promise<void> {
		await this.down();
		await rm(this.#folder, { recursive: true, force: true });
	}
}

async function ready(child: ChildProcess): Promise<void> {
	let output = '';
	await new Promise<void>((resolve, reject) => {
		const timer = setTimeout(
			() => reject(new Error(`redis-server did not start:\n${output}`)),
			START_TIMEOUT_MS
		);
		const settle = (call: () => void) => () => {
			clearTimeout(timer);
			call();
		};
		child.once(
			'error',
			settle(() =>
				reject(
					new Error(
						'redis-server is missing. Run: bash scripts/test-tools.sh, or apt-get install redis-server'
					)
				)
			)
		);
		child.once(
			'exit',
			settle(() => reject(new Error(`redis-server ended:\n${output}`)))
		);
		child.stdout!.on('data', (chunk: Buffer) => {
			output += chunk.toString();
			if (output.includes('Ready to accept connections')) settle(resolve)();
		});
	});
	child.stdout!.removeAllListeners('data').resume();
}

async function freePort(): Promise<number> {
	const server = createServer().listen(0, '127.0.0.1');
	await once(server, 'listening');
	const { port } = server.address() as AddressInfo;
	server.close();
	await once(server, 'close');
	return port;
}
