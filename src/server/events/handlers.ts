import { isActionFailure } from '@sveltejs/kit';
import type { FastioEvent, FastioEventOf, FastioEventType } from '../../rules/events.ts';

/** What a handler gets beside its event. */
export interface HandlerContext {
	/** Aborts when the handler took too long, or when another instance may have begun with the event: stop then. */
	signal: AbortSignal;
}

/**
 * What the app does about events, by type; `'*'` gets those without a handler of their own, unknown types among them.
 * A handler that throws, `redirect()` and `error()` included, or returns `fail()` has failed, and the event comes again.
 * What else it returns is ignored.
 *
 * @example
 * ```ts
 * on: { 'file.indexed': ({ fileId }) => db.markReady(fileId), '*': (event) => console.log(event.type) }
 * ```
 */
export type FastioHandlers = {
	[T in FastioEventType]?: (event: FastioEventOf<T>, context: HandlerContext) => unknown;
} & {
	'*'?: (event: FastioEvent, context: HandlerContext) => unknown;
};

/** A handler did not end in its time. */
export class HandlerTimeout extends Error {
	override readonly name = 'HandlerTimeout';
}

/**
 * Runs the handler of an event, if there is one. Returns what to wait for, or nothing when it is done already. Throws, or
 * rejects with, what it threw.
 */
export function runHandler(
	on: FastioHandlers,
	event: FastioEvent,
	context: HandlerContext
): Promise<void> | undefined {
	// The key is of the event's own type, which the type system can't follow.
	const handler = (on[event.type as FastioEventType] ?? on['*']) as FastioHandlers['*'];
	const returned = handler?.(event, context);
	if (isThenable(returned)) return Promise.resolve(returned).then(check);
	check(returned);
	return undefined;
}

function check(result: unknown): void {
	if (isActionFailure(result)) throw new Error(`The handler returned fail(${result.status}).`);
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
	return typeof value === 'object' && value !== null && 'then' in value;
}
