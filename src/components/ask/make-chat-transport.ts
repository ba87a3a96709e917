import { callAsk, type AskEnvironment } from './call-ask.ts';
import { closingChunks, type AskChunk } from './chat-chunks.ts';
import { citationHref } from './citation-href.ts';
import { ASK_FAILURES_ENGLISH } from './failure-strings.ts';
import type { Citation } from '../../rules/ask.ts';
import type { AskOptions } from './types.ts';

/** A message of the `ai` SDK, as far as it is read. */
export interface AskChatMessage {
	role: string;
	parts: readonly { type: string; text?: string }[];
	/** Of answers: `AskMetadata`. */
	metadata?: unknown;
}

/** Options of `createAskTransport`. */
export interface AskTransportOptions extends Omit<AskOptions, 'onanswer'> {
	/** Where the source of a citation leads. Default: the mount's `content`, at the page. `undefined`: no source. */
	citationHref?: (citation: Citation) => string | undefined;
}

/** A `ChatTransport` of the `ai` SDK. */
export interface AskTransport {
	sendMessages(request: {
		messages: readonly AskChatMessage[];
		abortSignal: AbortSignal | undefined;
	}): Promise<ReadableStream<AskChunk>>;
	/** There is nothing to go back to: a question ends with its page. */
	reconnectToStream(): Promise<null>;
}

/** `createAskTransport` with what it takes from the browser; `undefined` on the server. */
export function makeChatTransport(
	options: AskTransportOptions,
	env: AskEnvironment | undefined,
	defaultEndpoint: () => string
): AskTransport {
	return {
		async sendMessages({ messages, abortSignal }) {
			abortSignal?.throwIfAborted();
			const question = questionOf(messages);
			if (!env) throw new TypeError('Questions are asked in a browser.');
			if (question === '') throw new TypeError('The last message has no text to ask.');
			const mount = (options.endpoint ?? defaultEndpoint()).replace(/\/$/u, '');
			const href = options.citationHref ?? ((one: Citation) => citationHref(mount, options.to, one));
			const control = new AbortController();
			const abort = () => control.abort();
			abortSignal?.addEventListener('abort', abort);
			let left = false;
			return new ReadableStream<AskChunk>({
				async start(controller) {
					let written = '';
					controller.enqueue({ type: 'start' });
					controller.enqueue({ type: 'text-start', id: '0' });
					const end = await callAsk(env, {
						url: `${mount}/${options.to}/ask`,
						body: {
							question,
							files: options.files ?? [],
							folders: options.folders ?? [],
							chat: chatOf(messages)
						},
						control,
						strings: { ...ASK_FAILURES_ENGLISH, ...options.strings },
						write(delta) {
							written += delta;
							if (!control.signal.aborted) controller.enqueue({ type: 'text-delta', id: '0', delta });
						}
					});
					abortSignal?.removeEventListener('abort', abort);
					if (abortSignal?.aborted) return controller.error(abortSignal.reason);
					if (left) return;
					for (const chunk of closingChunks(written, end, href)) controller.enqueue(chunk);
					controller.close();
				},
				cancel() {
					left = true;
					control.abort();
				}
			});
		},
		reconnectToStream: async () => null
	};
}

function questionOf(messages: readonly AskChatMessage[]): string {
	const last = messages.at(-1);
	const texts = last?.role === 'user' ? last.parts.filter(({ type }) => type === 'text') : [];
	return texts
		.map(({ text }) => text)
		.join('\n')
		.trim();
}

/** The conversation that the last answer belongs to. */
function chatOf(messages: readonly AskChatMessage[]): string | undefined {
	const { metadata } = messages.findLast(({ role }) => role === 'assistant') ?? {};
	const { chat } = (metadata ?? {}) as { chat?: unknown };
	return typeof chat === 'string' ? chat : undefined;
}
