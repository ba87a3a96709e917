import { errorOf } from './errors.ts';
import type { Intake } from './intake.ts';
import type { Item } from './item.svelte.ts';
import { checkFile } from './rules.ts';
import type { FileState, UploaderError } from './types.ts';

/** How a run ends, unless its signal aborts. */
type End = FileState & { status: 'stored' | 'failed' };

/** Takes one file to its end. Never rejects. After its signal has aborted what it resolves with means nothing. */
export async function runFile(
	{ definition, transport, host }: Intake,
	item: Item,
	signal: AbortSignal
): Promise<End> {
	const failed = (error: UploaderError): End => ({ status: 'failed', error, sentBytes: item.sentBytes });
	try {
		const error = (await definition.ask()) ?? checkFile(item, transport.capabilities!, transport.strings());
		signal.throwIfAborted();
		if (error) return failed(error);
		const { file, token, result } = await definition.transport!.transfer(transport, item, host, signal);
		return { status: 'stored', file, token, result };
	} catch (thrown) {
		return failed(errorOf(thrown));
	}
}
