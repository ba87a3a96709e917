import { type AgentAnswer, agentResponds } from './agent-answers.ts';
import { chatSummaries } from './chat-summaries.ts';
import type { Fault } from './faults.ts';
import { addEvent, type AddedEvent, eventSummaries } from './events/summaries.ts';
import { type ForeignLock, lockNode, unlockNode } from './foreign-locks.ts';
import { isLoopback } from './loopback.ts';
import type { SettingsChange } from './options.ts';
import type { Exchange } from './http/exchange.ts';
import { readText } from './http/form.ts';
import { Disconnected, Refusal } from './http/refusal.ts';
import { respond } from './http/respond.ts';
import type { HandlerContext } from './server.ts';
import { changeSettings } from './settings-change.ts';
import { sessionSummaries, storedFiles } from './summaries.ts';
import { WebhookQueueFullError } from './webhooks/queue.ts';
import type { SendOptions } from './webhooks/send-options.ts';
import type { WebhookOptions } from './webhooks/webhook.ts';
import { setAiState } from './workspace-changes.ts';

const PREFIX = '/_emulator/';

export const isControlPath = (path: string): boolean => path.startsWith(PREFIX);

type Control = (x: Exchange, context: HandlerContext) => Promise<unknown> | unknown;

/** The calls under `/_emulator/`: what `Emulator` offers, for tests in another process. No key is asked for. */
const CALLS: Record<string, Control> = {
	'GET files': (_x, { state }) => storedFiles(state),
	'GET sessions': (_x, { state }) => sessionSummaries(state),
	'GET events': (_x, { state }) => eventSummaries(state),
	'POST events': async (x, { state }) => addEvent(state, (await readJson(x)) as AddedEvent),
	'POST ai-state': async (x, { state }) => {
		const { fileId, aiState } = (await readJson(x)) as Record<string, unknown>;
		setAiState(state, fileId, aiState);
		return {};
	},
	'POST agent': async (x, { state }) => agentResponds(state, (await readJson(x)) as AgentAnswer),
	'GET chats': (_x, { state }) => chatSummaries(state),
	'POST turns/finish': (_x, { state }) => (state.turns.finish(), {}),
	'POST lock': async (x, { state }) => {
		const { fileId, ...lock } = (await readJson(x)) as ForeignLock & { fileId?: unknown };
		lockNode(state, fileId, lock);
		return {};
	},
	'POST unlock': async (x, { state }) => {
		unlockNode(state, ((await readJson(x)) as { fileId?: unknown }).fileId);
		return {};
	},
	'GET requests': (_x, { state }) => state.requests,
	'GET health': (x, { state, openConnections }) => {
		const origin = `http://${x.req.headers.host}`;
		return {
			token: state.token,
			workspaceId: state.workspaceId,
			url: `${origin}/current`,
			v1Url: `${origin}/v1`,
			openConnections: openConnections()
		};
	},
	'POST faults': async (x, { faults }) => ({ id: faults.add((await readJson(x)) as Fault).id }),
	'GET faults': (x, { faults }) => ({ hits: faults.hits(x.query.get('id') ?? '') }),
	'DELETE faults': (_x, { faults }) => (faults.clear(), {}),
	'GET webhooks': (_x, { state }) => state.webhooks.list(),
	'POST webhooks': async (x, { state }) => state.webhooks.add((await readJson(x)) as WebhookOptions),
	'DELETE webhooks': (x, { state }) => ({ removed: state.webhooks.remove(x.query.get('id') ?? '') }),
	'GET webhooks/deliveries': (_x, { state }) => state.webhooks.deliveries(),
	'POST webhooks/send': async (x, { state }) => {
		const { type, data, ...options } = (await readJson(x)) as SendOptions & { type: string; data: object };
		return state.webhooks.send(type, data as Record<string, unknown>, options);
	},
	'POST settings': async (x, { state }) => {
		changeSettings(state, (await readJson(x)) as SettingsChange);
		return state.settings;
	},
	'POST reset': async (_x, { reset }) => (await reset(), {})
};

/** Their methods and names. */
export const CONTROL_CALLS: readonly string[] = Object.keys(CALLS);

/** Answers a call under `/_emulator/` in plain JSON; a refused one with `{ error }`. */
export async function handleControl(x: Exchange, context: HandlerContext): Promise<void> {
	let status = 200;
	let result: unknown;
	try {
		requireLocalCaller(x, context.hosts);
		const name = x.path.slice(PREFIX.length).replace(/\/$/, '');
		const call = Object.hasOwn(CALLS, `${x.method} ${name}`) ? CALLS[`${x.method} ${name}`] : undefined;
		if (!call) throw new Refusal(404, 404, 'There is no such emulator call.');
		result = await call(x, context);
	} catch (error) {
		if (error instanceof Disconnected) throw error;
		status = statusOf(error);
		result = { error: error instanceof Error ? error.message : String(error) };
	}
	const headers = { 'content-type': 'application/json', 'cache-control': 'no-store' };
	await respond(x, { status, headers, body: JSON.stringify(result) });
}

function statusOf(error: unknown): number {
	if (error instanceof Refusal) return error.status;
	if (error instanceof WebhookQueueFullError) return 503;
	return error instanceof TypeError ? 400 : 500;
}

/**
 * Refuses what a web page could send: a Host of its own that was rebound to this machine, or a request across
 * origins. Pages served from this machine may call.
 */
function requireLocalCaller({ req }: Exchange, hosts: readonly string[]): void {
	const isLocal = (host: string) => isLoopback(host) || hosts.includes(host);
	if (!isLocal(hostName(req.headers.host ?? '')))
		throw new Refusal(403, 403, 'The Host is not this emulator.');
	const { origin } = req.headers;
	if (origin !== undefined && !isLocal(hostName(origin.replace(/^https?:\/\//, '')))) {
		throw new Refusal(403, 403, 'Pages of other origins may not drive the emulator.');
	}
}

const hostName = (host: string): string => host.toLowerCase().replace(/:\d*$/, '');

async function readJson(x: Exchange): Promise<object> {
	let value: unknown;
	try {
		value = JSON.parse(await readText(x));
	} catch (error) {
		if (error instanceof SyntaxError) throw new Refusal(400, 400, 'The body is not JSON.');
		throw error;
	}
	if (typeof value !== 'object' || value === null)
		throw new Refusal(400, 400, 'The body is not a JSON object.');
	return value;
}
