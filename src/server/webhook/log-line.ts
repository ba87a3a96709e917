import { isHttpError, isRedirect } from '@sveltejs/kit';
import type { FastioEvent } from '../../rules/events.ts';

/** Longest line, in characters. */
const MAX_LINE_CHARS = 500;

/** Says on stderr, in one line and with nothing of a body in it, what went wrong. */
export function logError(error: unknown, event?: FastioEvent): void {
	const about = event ? `${event.type} ${event.id}: ` : '';
	const line = `[sveltekit-fastio] webhook: ${about}${describe(error)}`;
	console.error(line.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ').slice(0, MAX_LINE_CHARS));
}

function describe(error: unknown): string {
	if (error instanceof Error) return `${error.name}: ${error.message}`;
	if (isRedirect(error)) return `the handler called redirect(${error.status}).`;
	if (isHttpError(error)) return `the handler called error(${error.status}): ${error.body.message}`;
	return `the handler threw what is no Error: ${typeof error}`;
}
