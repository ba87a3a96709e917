import type { PageAnswer } from '../../rules/ask.ts';
import { parse } from '../uploader/send.ts';
import { readFrames } from './frames.ts';
import { asPageAnswer } from './page-answer.ts';
import type { AskFailureStrings } from './failure-strings.ts';
import { readTrouble, type AskTrouble } from './trouble.ts';

/** Longest time in which nothing comes, in ms: 1 min. The mount sends a comment every 15 s. */
export const SILENT_MS = 60_000;

/** What asking takes from the browser. */
export interface AskEnvironment {
	fetch: typeof fetch;
	/** Calls back after a time, unless what it returns is called before. */
	after: (ms: number, call: () => void) => () => void;
}

/** One question as the mount takes it. */
export interface AskCall {
	url: string;
	body: { question: string; files: readonly string[]; folders: readonly string[]; chat: string | undefined };
	/** Aborting it ends the question. It is aborted where nothing comes. */
	control: AbortController;
	strings: AskFailureStrings;
	/** Called with each piece of the answer. */
	write: (text: string) => void;
}

/** Asks, and reads the answer as it is written. Never rejects. */
export async function callAsk(
	{ fetch, after }: AskEnvironment,
	{ url, body, control, strings, write }: AskCall
): Promise<PageAnswer | AskTrouble> {
	const trouble = (status: number, json?: unknown) => readTrouble(status, json, strings, body.chat);
	let cancel: (() => void) | undefined;
	const moved = () => {
		cancel?.();
		cancel = after(SILENT_MS, () => control.abort());
	};
	moved();
	try {
		const answer = await fetch(url, {
			method: 'POST',
			headers: { accept: 'text/event-stream', 'content-type': 'application/json' },
			body: JSON.stringify(body),
			signal: control.signal
		});
		if (!answer.headers.get('content-type')?.includes('event-stream')) {
			return trouble(answer.status, parse(await answer.text()));
		}
		for await (const { event, data } of readFrames(answer.body!, moved)) {
			const json = parse(data) as { text?: unknown } | undefined;
			if (event === 'text' && typeof json?.text === 'string') write(json.text);
			if (event === 'answer') return asPageAnswer(json) ?? trouble(502);
			if (event === 'error') return trouble(502, json);
		}
	} catch {
		// As one that ends too early.
	} finally {
		cancel?.();
	}
	return trouble(0);
}
