import { fork, type ChildProcess, type ForkOptions } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const running = new Set<ChildProcess>();

/** A process of the bench that has said it is ready. */
export interface Child<T> extends AsyncDisposable {
	pid: number;
	/** What it said first. */
	message: T;
}

/**
 * Starts a script of this repo in a process of its own and waits for its first message. Disposing the child ends it.
 *
 * @throws when it ends without one.
 */
export async function startChild<T>(
	script: string,
	{ args = [], ...options }: ForkOptions & { args?: string[] } = {}
): Promise<Child<T>> {
	const child = fork(fileURLToPath(new URL(`../${script}`, import.meta.url)), args, {
		stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
		...options
	});
	running.add(child);
	const exited = once(child, 'exit').then(() => void running.delete(child));
	const first = await Promise.race([once(child, 'message'), exited]);
	if (!first) throw new Error(`${script} ended with ${child.signalCode ?? child.exitCode}.`);
	return {
		pid: child.pid!,
		message: first[0] as T,
		async [Symbol.asyncDispose]() {
			if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM');
			const hard = setTimeout(() => child.kill('SIGKILL'), 3000);
			await exited;
			clearTimeout(hard);
		}
	};
}

/** Ends whatever still runs. */
export function endChildren(signal: NodeJS.Signals): void {
	for (const child of running) child.kill(signal);
}
