import type { Emulator } from '../../../src/emulator.ts';
import { closedPort } from '../../unit/api/servers.ts';
import { connectTo } from '../wires.ts';
import type { PeerCall } from './calls.ts';
import type { PeerFault } from './faults.ts';
import { fetchAfter } from './fetch.ts';

/** What came of a call, in the words of docs/upstream.md. */
export interface Outcome {
	/** The error's code, or `succeeds`. */
	code: string;
	/** How often the request was made. */
	tries: number;
	/** What is there: `nothing`, or `file` and `session` as they are found. */
	left: string;
}

/** Whether it is a timeout that ends the call. */
const timesOut = ({ fault }: PeerFault): boolean =>
	fault !== 'refused' && (fault.kind === 'hang' || fault.kind === 'stall');

/** Whether an attempt passes its time with waiting, for a timeout or for a limit to end. */
export function waits(peerFault: PeerFault): boolean {
	return timesOut(peerFault) || peerFault.column === '429';
}

/** Makes a call of an empty emulator that fails so each time, with one retry. */
export async function attempt(emulator: Emulator, call: PeerCall, peerFault: PeerFault): Promise<Outcome> {
	const { wire, on, prepare, run, meanwhile } = call;
	const other = connectTo(emulator, wire);
	const prepared = prepare ? await prepare(other) : '';
	const { tries, send } = await failing(emulator, on, peerFault.fault);
	// Short where a timeout is what is waited for, and long where a busy machine must not make one.
	const ms = timesOut(peerFault) ? 500 : 20_000;
	const client = connectTo(emulator, wire, {
		retry: { retries: 1, minDelayMs: 1, maxDelayMs: 5_000 },
		timeouts: { callMs: ms, idleMs: ms },
		circuit: false,
		fetch: meanwhile ? fetchAfter(meanwhile.before, () => meanwhile.act(other), send) : send
	});
	const code = await run(client, prepared).then(
		() => 'succeeds',
		(error: { code?: string }) => error.code ?? String(error)
	);
	const found = [emulator.files().length > 0 && 'file', emulator.sessions().length > 0 && 'session'];
	return { code, tries: tries(), left: found.filter(Boolean).join(', ') || 'nothing' };
}

/** Has the requests meant fail, and counts them. */
async function failing(
	emulator: Emulator,
	on: PeerCall['on'],
	fault: PeerFault['fault']
): Promise<{ tries: () => number; send: typeof fetch }> {
	if (fault !== 'refused') {
		const { id } = emulator.faults.add({ ...fault, on, times: Infinity });
		return { tries: () => emulator.faults.hits(id), send: fetch };
	}
	const { port } = new URL(await closedPort());
	let refused = 0;
	const send = fetchAfter(on, (url) => {
		refused += 1;
		url.port = port;
	});
	return { tries: () => refused, send };
}
