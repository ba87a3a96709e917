import type { AskAnswer } from '../../rules/ask.ts';
import type { AskStream } from './types.ts';

/** Holds the text of one answer as it grows, and lets any number of readers follow it. At most 8 MiB. */
export class GrowingAnswer implements AskStream {
	readonly answer: Promise<AskAnswer>;
	readonly #cancel: () => Promise<void>;
	readonly #pieces: string[] = [];
	#wake: () => void = () => {};
	#grown: Promise<void>;
	#isWhole = false;

	/** @param run Writes the pieces, and resolves with the answer. */
	constructor(run: (write: (piece: string) => void) => Promise<AskAnswer>, cancel: () => Promise<void>) {
		this.#cancel = cancel;
		this.#grown = new Promise((resolve) => (this.#wake = resolve));
		this.answer = run((piece) => this.#write(piece)).finally(() => {
			this.#isWhole = true;
			this.#wake();
		});
		// Whoever only iterates is told by the iterator.
		this.answer.catch(() => {});
	}

	cancel(): Promise<void> {
		return this.#cancel();
	}

	async *[Symbol.asyncIterator](): AsyncGenerator<string, void, undefined> {
		for (let at = 0; ;) {
			while (at < this.#pieces.length) yield this.#pieces[at++]!;
			if (this.#isWhole) break;
			await this.#grown;
		}
		await this.answer;
	}

	#write(piece: string): void {
		if (piece === '') return;
		this.#pieces.push(piece);
		const wake = this.#wake;
		this.#grown = new Promise((resolve) => (this.#wake = resolve));
		wake();
	}
}
