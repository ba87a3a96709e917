import { EventSourceParserStream } from 'eventsource-parser/stream';
import type { EventSourceMessage } from 'eventsource-parser';

/** A page's side of a stream of events. */
export interface Listener {
	response: Response;
	/** Everything that has come, beats apart. */
	readonly messages: EventSourceMessage[];
	/** Resolves as soon as that holds; rejects after 10 s, with what had come. */
	until(holds: (messages: readonly EventSourceMessage[]) => boolean): Promise<EventSourceMessage[]>;
	/** Resolves when the server has ended the stream. */
	ended: Promise<void>;
	close(): void;
}

/** Connects to a stream of events and reads on. */
export async function listenTo(
	url: string,
	headers: Record<string, string> = {},
	init: RequestInit = {}
): Promise<Listener> {
	const control = new AbortController();
	const response = await fetch(url, {
		...init,
		headers: { accept: 'text/event-stream', ...headers },
		signal: control.signal
	});
	const messages: EventSourceMessage[] = [];
	const watchers = new Set<() => void>();
	const read = async () => {
		const stream = response
			.body!.pipeThrough(new TextDecoderStream())
			.pipeThrough(new EventSourceParserStream());
		for await (const message of stream) {
			if (message.event !== 'beat') messages.push(message);
			for (const watch of watchers) watch();
		}
	};
	const ended = read().catch(() => undefined);
	return {
		response,
		messages,
		until: (holds) =>
			new Promise((resolve, reject) => {
				const timer = setTimeout(() => {
					watchers.delete(watch);
					reject(new Error(`What was waited for has not come. There is: ${JSON.stringify(messages)}`));
				}, 10_000);
				const watch = () => {
					if (!holds(messages)) return;
					clearTimeout(timer);
					watchers.delete(watch);
					resolve(messages);
				};
				watchers.add(watch);
				watch();
			}),
		ended,
		close: () => control.abort()
	};
}

/** The ids of the events among messages. */
export function eventIds(messages: readonly EventSourceMessage[]): string[] {
	return messages
		.filter(({ event }) => event === 'fastio')
		.map(({ data }) => (JSON.parse(data) as { id: string }).id);
}
