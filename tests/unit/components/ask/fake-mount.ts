import type { AskEnvironment } from '../../../../src/components/ask/call-ask.ts';
import type { PageAnswer } from '../../../../src/rules/ask.ts';
import { ManualClock } from '../../../support/manual-clock.ts';

/** A stream that the test writes. */
export class FakeStream {
	#controller!: ReadableStreamDefaultController<Uint8Array>;
	cancelled = false;
	readonly body = new ReadableStream<Uint8Array>({
		start: (controller) => void (this.#controller = controller),
		cancel: () => void (this.cancelled = true)
	});

	write(bytes: string | Uint8Array): void {
		this.#controller.enqueue(typeof bytes === 'string' ? new TextEncoder().encode(bytes) : bytes);
	}

	send(event: string, json: unknown): void {
		this.write(frame(event, json));
	}

	end(): void {
		this.#controller.close();
	}

	/** The connection breaks. */
	break(): void {
		this.#controller.error(new TypeError('network error'));
	}
}

export const frame = (event: string, json: unknown): string =>
	`event: ${event}\ndata: ${JSON.stringify(json)}\n\n`;

/** The mount's `ask` call as the test answers it. */
export class FakeMount {
	readonly clock = new ManualClock();
	readonly calls: { url: string; init: RequestInit; body: Record<string, unknown> }[] = [];
	/** The next answers; without one, a stream. */
	readonly answers: (Response | Error)[] = [];
	readonly streams: FakeStream[] = [];

	readonly env: AskEnvironment = {
		after: this.clock.after,
		fetch: async (input, init = {}) => {
			this.calls.push({ url: String(input), init, body: JSON.parse(String(init.body)) });
			const answer = this.answers.shift() ?? this.#stream(init.signal!);
			if (answer instanceof Error) throw answer;
			return answer;
		}
	};

	get stream(): FakeStream {
		return this.streams.at(-1)!;
	}

	#stream(signal: AbortSignal): Response {
		const stream = new FakeStream();
		this.streams.push(stream);
		signal.addEventListener('abort', () => stream.break());
		return new Response(stream.body, { headers: { 'content-type': 'text/event-stream; charset=utf-8' } });
	}
}

export const answered = (text: string, rest: object = {}): PageAnswer => ({
	state: 'answered',
	chat: 'chat-1',
	text,
	citations: [],
	truncated: false,
	notIndexed: [],
	...rest
});

/** Everything that was promised is there. */
export const done = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
