import { randomUUID } from 'node:crypto';
import { refusalText, successText } from './http/envelope.ts';
import type { Exchange } from './http/exchange.ts';
import type { Refusal } from './http/refusal.ts';
import type { Answer } from './http/respond.ts';
import type { Reply } from './http/router.ts';
import { createRateWindow } from './rate-window.ts';
import type { State } from './state.ts';

const JSON_TYPE = 'application/json; charset=utf-8';

/** How replies and refusals look on one of the two wires. */
export interface Wire {
	success(x: Exchange, reply: Reply): Answer;
	refusal(x: Exchange, refusal: Refusal): Answer;
}

/** `sessions`: the live API's envelopes; `v1`: `{ id }` and `{ message }`. Both carry the `x-ve-*` headers. */
export function createWire(kind: 'sessions' | 'v1', state: State): Wire {
	const limits = createRateWindow();
	const common = (extra: Record<string, string> = {}): Record<string, string> => ({
		'content-type': JSON_TYPE,
		'cache-control': 'no-store',
		'x-ve-reqid': randomUUID().replaceAll('-', ''),
		...limits(state.settings.rateLimitReset),
		...extra
	});
	return {
		success(_x, { status = 200, payload = {}, bytes, events, isBare = false, headers }) {
			if (events) {
				const type = { 'content-type': 'text/event-stream; charset=utf-8' };
				return { status, headers: { ...common(headers), ...type }, body: events };
			}
			if (bytes) {
				const length = { 'content-length': String(bytes.size) };
				return { status, headers: { ...common(headers), ...length }, body: state.blobs.read(bytes) };
			}
			const body = kind === 'v1' || isBare ? JSON.stringify(payload) : successText(payload, state.settings);
			return { status, headers: common(headers), body };
		},
		refusal(x, refusal) {
			const headers = common(refusal.headers);
			for (const [name, value] of Object.entries(headers)) if (value === '') delete headers[name];
			const body =
				kind === 'v1'
					? JSON.stringify({ message: refusal.message })
					: refusalText(refusal, resourceOf(x), state.settings);
			return { status: refusal.status, headers, body };
		}
	};
}

/** `POST Upload` for a POST somewhere below `/current/upload/`. */
function resourceOf({ method, path }: Exchange): string {
	const noun = path.split('/')[2] ?? '';
	return `${method} ${noun.charAt(0).toUpperCase()}${noun.slice(1, 40)}`.trim();
}
