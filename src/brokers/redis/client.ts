/**
 * What the broker uses of a client of the official `redis` package: `createClient()` of versions 5 and 6. Written out, so that
 * our types need no package that an app without Redis has not got.
 */
export interface RedisClient {
	/** Whether commands are sent at once. */
	readonly isReady: boolean;
	/** `false`: `connect` was not called, or the client was closed. */
	readonly isOpen: boolean;
	readonly options?: { readonly socket?: object | undefined };
	sendCommand(
		args: readonly string[],
		options?: { abortSignal?: AbortSignal; typeMapping?: Record<never, never> }
	): Promise<unknown>;
	/** A client with the same options, not connected yet. */
	duplicate(overrides?: object): RedisClient;
	connect(): Promise<unknown>;
	/** Ends the connection at once. */
	destroy(): void;
	/** Lets the process end although the connection is open. */
	unref(): void;
	on(event: 'error' | 'ready' | 'reconnecting', listener: (error: unknown) => void): unknown;
	off(event: 'error' | 'ready' | 'reconnecting', listener: (error: unknown) => void): unknown;
}
