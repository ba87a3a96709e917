import type { Definition } from './definition.svelte.ts';
import { errorOf } from './errors.ts';
import type { Item } from './item.svelte.ts';
import type { Transport } from './job.ts';
import { checkFile } from './rules.ts';
import { loadTransport } from './load-transport.ts';
import type { FileState, UploaderError } from './types.ts';

/** How a run ends, unless its signal aborts. */
type End = FileState & { status: 'stored' | 'failed' };

/** Takes one file to its end. Never rejects. After its signal has aborted what it resolves with means nothing. */
export async function runFile(
	item: Item,
	signal: AbortSignal,
	definition: Definition,
	transport: () => Transport,
	now: () => number
): Promise<End> {
	const failed = (error: UploaderError): End => ({ status: 'failed', error, sentBytes: item.sentBytes });
	try {
		const error = await definition.ask();
		signal.throwIfAborted();
		const way = error ? undefined : transport();
		const refusal = way ? checkFile(item, way.capabilities, way.caller.strings) : error;
		if (!way || refusal) return failed(refusal!);
		const { transfer } = await loadTransport(way.caller.strings.networkLost);
		const { file, token, result } = await transfer(way, item.begin(signal, now));
		if (!signal.aborted) {
			const { session } = item;
			// A held upload is its session: it stays until its form is sent.
			if (token === undefined) {
				session?.end(true);
				item.session = undefined;
			} else void session?.kept?.forget();
		}
		return { status: 'stored', file, token, result };
	} catch (thrown) {
		return failed(errorOf(thrown));
	}
}
