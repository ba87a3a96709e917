import { drain, type Exchange } from './http/exchange.ts';
import { Disconnected, Refusal } from './http/refusal.ts';
import { brokenEvents, hugeEvent } from './fault-events.ts';
import { type Answer, isEvents, respond, respondHalf } from './http/respond.ts';
import type { Reply } from './http/router.ts';
import type { FaultAction, MetFaults } from './faults.ts';
import { resetText } from './rate-window.ts';
import type { Wire } from './wire.ts';

const DEFAULT_RESET_SECONDS = 1;
/** An empty value takes the header away. */
const NO_LIMIT_HEADERS = { 'x-ve-limit-avail': '', 'x-ve-limit-max': '', 'x-ve-limit-expires': '' };

/** The answer to a request; failures become the refusal that the wire shows. Rejects only when the client is gone. */
export async function answerOf(run: () => Promise<Reply>, x: Exchange, wire: Wire): Promise<Answer> {
	try {
		return wire.success(x, await run());
	} catch (error) {
		if (error instanceof Disconnected) throw error;
		if (error instanceof Refusal) return wire.refusal(x, error);
		const text = error instanceof Error ? error.message : String(error);
		return wire.refusal(x, new Refusal(500, '500', `The emulator failed: ${text}`));
	}
}

/** Acts on a fault that comes before the request is carried out. True when the request has been dealt with. */
export async function meetBefore(x: Exchange, { action, hold }: MetFaults, wire: Wire): Promise<boolean> {
	if (!action) return false;
	const cut = () => x.req.socket.destroy();
	switch (action.kind) {
		case 'reset':
			if (!action.afterBytes) {
				x.req.socket.resetAndDestroy();
				return true;
			}
			x.cut = { how: 'reset', afterBytes: action.afterBytes };
			return false;
		case 'hang':
			hold(cut);
			if (action.afterBytes !== undefined) {
				x.cut = { how: 'hang', afterBytes: action.afterBytes };
				return false;
			}
			await drain(x);
			return true;
		case 'status':
			if (action.when === 'done') return false;
			if (action.when !== 'before') await drain(x);
			await respond(x, statusAnswer(x, action, wire));
			return true;
		case 'rate-limit':
			await drain(x);
			await respond(x, wire.refusal(x, rateLimited(action)));
			return true;
		case 'redirect': {
			const { status = 307, location } = action;
			await respond(x, { status, headers: { location }, body: '' });
			return true;
		}
		default:
			return false;
	}
}

/** Sends the answer of a request that was carried out, spoilt by the fault if there is one. */
export async function carryOutFault(x: Exchange, met: MetFaults, wire: Wire, answer: Answer): Promise<void> {
	const { action } = met;
	switch (action?.kind) {
		case 'reset':
			x.req.socket.resetAndDestroy();
			return;
		case 'hang':
			return;
		case 'status':
			return respond(x, statusAnswer(x, action, wire));
		case 'truncate':
			await respondHalf(x, answer, action.afterBytes);
			x.req.socket.destroySoon();
			return;
		case 'stall':
			met.hold(() => x.req.socket.destroy());
			return respondHalf(x, answer, action.afterBytes);
		case 'broken-json': {
			if (typeof answer.body !== 'string' && isEvents(answer)) {
				return respond(x, { ...answer, body: brokenEvents(answer.body) });
			}
			const text = typeof answer.body === 'string' ? answer.body : '{}';
			return respond(x, { ...answer, body: text.slice(0, text.length / 2) });
		}
		case 'content-type':
			return respond(x, { ...answer, headers: { ...answer.headers, 'content-type': action.type } });
		case 'not-json': {
			const headers = { ...answer.headers, 'content-type': 'text/html; charset=utf-8' };
			return respond(x, {
				status: 200,
				headers,
				body: '<!doctype html><title>Fast.io</title><h1>Hello</h1>'
			});
		}
		case 'huge': {
			if (typeof answer.body !== 'string' && isEvents(answer)) {
				return respond(x, { ...answer, body: hugeEvent(answer.body, action.bytes) });
			}
			const text = typeof answer.body === 'string' ? answer.body : '{}';
			const padding = ' '.repeat(Math.max(0, action.bytes - text.length));
			return respond(x, { ...answer, body: `${text.slice(0, -1)}${padding}${text.slice(-1)}` });
		}
		default:
			return respond(x, answer);
	}
}

function statusAnswer(x: Exchange, action: FaultAction & { kind: 'status' }, wire: Wire): Answer {
	const { status, body, contentType } = action;
	const text = `The emulator was told to answer ${status}.`;
	const answer = wire.refusal(x, new Refusal(status, String(status), text));
	if (body !== undefined) answer.body = body;
	if (contentType !== undefined) answer.headers['content-type'] = contentType;
	return answer;
}

function rateLimited(action: FaultAction & { kind: 'rate-limit' }): Refusal {
	const { reset = 'epoch', resetInSeconds = DEFAULT_RESET_SECONDS } = action;
	if (reset === 'params') {
		// The lock-out names the time in its body and sends no reset header.
		return new Refusal(429, 10760, 'Too many attempts.', {
			params: { retry_after_seconds: resetInSeconds },
			headers: NO_LIMIT_HEADERS
		});
	}
	const resetsAt = new Date(Date.now() + resetInSeconds * 1000);
	if (reset === 'retry-after' || reset === 'retry-after-date') {
		const retryAfter = reset === 'retry-after' ? String(resetInSeconds) : resetsAt.toUTCString();
		return new Refusal(429, '429', 'Too many requests.', {
			headers: { ...NO_LIMIT_HEADERS, 'retry-after': retryAfter }
		});
	}
	const expires = resetText(resetsAt, reset);
	return new Refusal(429, 1671, 'The rate limit is reached.', {
		headers: { 'x-ve-limit-avail': '0', 'x-ve-limit-expires': expires }
	});
}
