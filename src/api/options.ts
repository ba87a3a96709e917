/**
 * A value, or a function that is called at each use: secrets may be set after the module was loaded. `undefined`, as an
 * unset environment variable gives, counts as missing when the value is needed, not before.
 */
export type Lazy<T> = T | undefined | (() => T | undefined);

/** Longest wait for a connection to Fast.io: 10 s. */
export const DEFAULT_CONNECT_TIMEOUT_MS = 10_000;
/** Longest time Fast.io may take no byte and send no byte during an upload: 60 s. */
export const DEFAULT_IDLE_TIMEOUT_MS = 60_000;
/** Longest call that carries no file, from start to parsed answer: 30 s. */
export const DEFAULT_CALL_TIMEOUT_MS = 30_000;
/** Further tries after a failure that may be repeated: 2. */
export const DEFAULT_RETRIES = 2;

export interface FastioTimeouts {
	/** Until the first body byte is asked for. Default 10 s. */
	connectMs?: number;
	/** Between two signs of life from Fast.io while a body travels or an answer is due. Default 60 s. */
	idleMs?: number;
	/** A whole JSON call. Default 30 s. Uploads have no limit in all. */
	callMs?: number;
}

export interface FastioRetry {
	/** Further tries after the first. Default 2; `false` for none. */
	retries?: number | false;
	/** Wait before the second try; doubles after each. Default 500 ms, with jitter. */
	minDelayMs?: number;
	/** Longest wait between two tries. Default 30 s. A wait that Fast.io asks for beyond it ends the retries. */
	maxDelayMs?: number;
}

export interface FastioCircuit {
	/** Calls in a row that break, time out or get a 5xx, until Fast.io is left alone. Default 10. */
	failures?: number;
	/** For how long, and between two calls that try whether it is back. Default 10 s. */
	openMs?: number;
}

export interface FastioOptions {
	/** API token of the account; stays on the server. A missing one fails at the first call, never at import. */
	token: Lazy<string>;
	/** The workspace files go to unless a call names another. */
	workspaceId: Lazy<string>;
	/** The folder inside it. Default `root`. */
	folderId?: Lazy<string>;
	/** Default `https://api.fast.io/current`. */
	apiUrl?: Lazy<string>;
	/** Which protocol to speak. Default: `v1` when the last segment of `apiUrl` is `v1`, else `sessions`. */
	wire?: 'sessions' | 'v1';
	/** Default: the global `fetch`; in the server entry on Node, `node:http` for file bodies. Never pass SvelteKit's `event.fetch`: it may forward the visitor's cookies. */
	fetch?: typeof fetch;
	timeouts?: FastioTimeouts;
	retry?: FastioRetry;
	/** When calls fail at once with `unavailable`, because Fast.io is down. `false`: never. */
	circuit?: false | FastioCircuit;
	/** Key for ids and tokens given to browsers. Default: derived from the API token. */
	sessionSecret?: Lazy<string>;
}
