import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { addWebhook } from './add-webhook.ts';
import {
	refuseOpenDoor,
	ROOT,
	targetOfEmulator,
	targetOfEnvironment,
	type EmulatorAddress,
	type FastioTarget
} from './playground-target.ts';

/** Longest wait for a child to say that it is ready: a cold start under load takes a few seconds. */
const READY_TIMEOUT_MS = 30_000;
/** A child that has not ended this long after SIGTERM is killed: an open upload would hold it for 30 s. */
const STOP_TIMEOUT_MS = 3_000;

/** What {@link startPlayground} runs. */
export interface StartPlaygroundOptions {
	/** `PORT` (0 picks a free one), `HOST`, `BODY_SIZE_LIMIT`, `FASTIO_*`. */
	env: NodeJS.ProcessEnv;
	/** Where the children's output goes. Default `inherit`. */
	stdio?: 'inherit' | 'ignore';
}

/** A running playground. */
export interface Playground {
	/** Where it listens, e.g. `http://127.0.0.1:3000`. */
	url: string;
	/** Process id of the app's server alone, to measure its memory by. */
	pid: number;
	target: FastioTarget;
	/** Resolves with a sentence as soon as one of the processes ends unasked. */
	failed: Promise<string>;
	/** Ends all processes; repeatable. */
	stop(): Promise<void>;
}

/**
 * Serves `playground/build` in a process of its own and, when `env` names no Fast.io, an emulator in another.
 *
 * @throws when there is no build, a process does not come up, or a real token would be open to others.
 */
export async function startPlayground({
	env,
	stdio = 'inherit'
}: StartPlaygroundOptions): Promise<Playground> {
	const host = env.HOST || '127.0.0.1';
	const children: ChildProcess[] = [];
	const stop = async () => {
		await Promise.all(children.map(end));
	};
	try {
		let target = targetOfEnvironment(env);
		if (!target) {
			const emulator = fork(`${ROOT}scripts/emulator-process.ts`, {
				env,
				stdio: [stdio, stdio, 'inherit', 'ipc']
			});
			children.push(emulator);
			target = targetOfEmulator(await firstMessage<EmulatorAddress>(emulator, 'The emulator'), env);
		}
		refuseOpenDoor(target, host, env);
		const app = fork(`${ROOT}scripts/serve.js`, {
			env: { ...env, ...target, HOST: host, PORT: env.PORT || '3000', NODE_ENV: 'production' },
			// adapter-node prints its own address; the launcher prints the one to open.
			stdio: ['ignore', 'ignore', stdio === 'ignore' ? 'ignore' : 'inherit', 'ipc']
		});
		children.push(app);
		const { port } = await firstMessage<{ port: number }>(app, 'The server');
		const shownHost =
			host === '0.0.0.0' || host === '::' ? 'localhost' : host.includes(':') ? `[${host}]` : host;
		const url = `http://${shownHost}:${port}`;
		await addWebhook(target, url);
		return {
			url,
			pid: app.pid!,
			target,
			failed: Promise.race(children.map(ended)),
			stop
		};
	} catch (error) {
		await stop();
		throw error;
	}
}

async function firstMessage<T>(child: ChildProcess, name: string): Promise<T> {
	const signal = AbortSignal.timeout(READY_TIMEOUT_MS);
	const first = await Promise.race([
		once(child, 'message', { signal }).then(([message]) => ({ message: message as T })),
		ended(child)
	]);
	if (typeof first === 'string') throw new Error(`${name} did not start: ${first}`);
	return first.message;
}

async function ended(child: ChildProcess): Promise<string> {
	if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
	return `${child.spawnfile} ${child.spawnargs.at(-1)} ended with ${child.signalCode ?? `code ${child.exitCode}`}`;
}

async function end(child: ChildProcess): Promise<void> {
	if (child.exitCode !== null || child.signalCode !== null) return;
	child.kill('SIGTERM');
	const timer = setTimeout(() => child.kill('SIGKILL'), STOP_TIMEOUT_MS);
	await ended(child);
	clearTimeout(timer);
}
