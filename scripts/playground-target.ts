import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The repo's root, with a slash at its end. */
export const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** What the playground reads to find Fast.io. */
export interface FastioTarget {
	FASTIO_API_URL: string;
	FASTIO_API_TOKEN: string;
	FASTIO_WORKSPACE_ID: string;
	/** `1` when a launcher started an emulator for it. */
	FASTIO_PLAYGROUND_EMULATOR: '0' | '1';
	/** Of the emulator's webhooks. A real Fast.io's comes from the environment alone. */
	FASTIO_WEBHOOK_SECRET?: string;
}

/** The part of an emulator that the playground has to know. */
export interface EmulatorAddress {
	url: string;
	v1Url: string;
	token: string;
	workspaceId: string;
}

/** Reads `.env` at the repo's root, where there is one. What the shell sets wins. */
export function loadDotEnv(): void {
	if (existsSync(`${ROOT}.env`)) process.loadEnvFile(`${ROOT}.env`);
}

/** The Fast.io that the environment names, or `undefined` when it names none and an emulator is to be started. */
export function targetOfEnvironment(env: NodeJS.ProcessEnv): FastioTarget | undefined {
	if (!env.FASTIO_API_TOKEN) return undefined;
	if (!env.FASTIO_WORKSPACE_ID) {
		throw new Error(
			'FASTIO_API_TOKEN is set but FASTIO_WORKSPACE_ID is not: say which workspace takes the uploads.'
		);
	}
	const wire = env.FASTIO_WIRE === 'v1' ? 'v1' : 'current';
	return {
		FASTIO_API_URL: env.FASTIO_API_URL || `https://api.fast.io/${wire}`,
		FASTIO_API_TOKEN: env.FASTIO_API_TOKEN,
		FASTIO_WORKSPACE_ID: env.FASTIO_WORKSPACE_ID,
		FASTIO_PLAYGROUND_EMULATOR: '0'
	};
}

/** An emulator as the playground's Fast.io; `FASTIO_WIRE=v1` picks its other API. */
export function targetOfEmulator(emulator: EmulatorAddress, env: NodeJS.ProcessEnv): FastioTarget {
	return {
		FASTIO_API_URL: env.FASTIO_WIRE === 'v1' ? emulator.v1Url : emulator.url,
		FASTIO_API_TOKEN: emulator.token,
		FASTIO_WORKSPACE_ID: emulator.workspaceId,
		FASTIO_PLAYGROUND_EMULATOR: '1',
		FASTIO_WEBHOOK_SECRET: env.FASTIO_WEBHOOK_SECRET || randomBytes(32).toString('hex')
	};
}

/** One line for people. Never the token, nor a query. */
export function describeTarget(target: FastioTarget): string {
	const { origin, pathname } = new URL(target.FASTIO_API_URL);
	const kind = target.FASTIO_PLAYGROUND_EMULATOR === '1' ? 'the embedded emulator' : 'Fast.io';
	return `${kind} at ${origin}${pathname}, workspace ${target.FASTIO_WORKSPACE_ID}`;
}

/** Whether only this machine can reach a server that listens on `host`. */
export function isLoopbackHost(host: string): boolean {
	return /^(?:localhost|127(?:\.\d{1,3}){3}|::1|\[::1\])$/i.test(host);
}

/**
 * A real token on an address that others reach would let anyone write into the workspace: the demos have no login.
 *
 * @throws Error with what to do, unless `FASTIO_PLAYGROUND_PUBLIC` is `1`.
 */
export function refuseOpenDoor(target: FastioTarget, host: string, env: NodeJS.ProcessEnv): void {
	if (
		target.FASTIO_PLAYGROUND_EMULATOR === '1' ||
		isLoopbackHost(host) ||
		env.FASTIO_PLAYGROUND_PUBLIC === '1'
	)
		return;
	throw new Error(
		`HOST is ${host} and FASTIO_API_TOKEN is a real token: anyone who reaches this address could upload into ` +
			`workspace ${target.FASTIO_WORKSPACE_ID}. Use HOST=127.0.0.1, unset the token to use the emulator, or set ` +
			'FASTIO_PLAYGROUND_PUBLIC=1 to open it on purpose.'
	);
}
