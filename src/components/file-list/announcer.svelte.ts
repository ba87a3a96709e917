import type { Uploader } from '../uploader/types.ts';
import { ReadyAnnouncer } from './ready-announcer.ts';
import type { FileListStrings } from './strings.ts';

/**
 * What a screen reader hears of a queue: files added, each quarter of the way and the end in one sentence at a time;
 * files refused and failed in another, which the first must not talk over. Nothing for each percent or each file.
 */
export class Announcer {
	#text = $state('');
	#problem = $state('');
	#files = 0;
	#refused = 0;
	#failed = 0;
	#quarter = 0;
	#wasBusy = false;
	#readyWords: FileListStrings | undefined;
	readonly #ready = new ReadyAnnouncer((count, name) => {
		const sentence = this.#readyWords!.announceReady(count, name);
		this.#text = again(sentence, this.#text);
	});
	/** Stored when the round under way began. */
	#storedBefore = 0;

	get text(): string {
		return this.#text;
	}

	get problem(): string {
		return this.#problem;
	}

	/** Compares the queue with what was said before; call it in an effect. */
	follow(uploader: Uploader, words: FileListStrings): void {
		const { files, totals, refused, busy } = uploader;
		this.#readyWords = words;
		this.#ready.follow(files.filter((file) => file.state.status === 'ready'));
		const problem = this.#refusal(refused, words) ?? this.#failure(uploader, words);
		const sentence =
			this.#end(busy, totals, words) ??
			this.#added(files, words) ??
			this.#progress(busy, totals.percent, words);
		this.#files = files.length;
		this.#refused = refused.length;
		this.#failed = totals.failed;
		if (!busy) this.#storedBefore = totals.stored;
		this.#wasBusy = busy;
		if (problem !== undefined) this.#problem = again(problem, this.#problem);
		if (sentence !== undefined) this.#text = again(sentence, this.#text);
	}

	/** Says no more. */
	end(): void {
		this.#ready.end();
	}

	#added(files: Uploader['files'], words: FileListStrings): string | undefined {
		const added = files.length - this.#files;
		if (added <= 0) return undefined;
		this.#quarter = 0;
		return words.announceAdded(added, files.at(-1)?.name ?? '');
	}

	#refusal(refused: Uploader['refused'], words: FileListStrings): string | undefined {
		const more = refused.slice(this.#refused);
		return more[0] && words.announceRefused(more.length, more[0].error.message);
	}

	#failure({ files, totals }: Uploader, words: FileListStrings): string | undefined {
		const more = totals.failed - this.#failed;
		if (more <= 0) return undefined;
		const latest = files.findLast((file) => file.state.status === 'failed');
		if (latest?.state.status !== 'failed') return undefined;
		return words.announceFailed(more, latest.name, latest.state.error.message);
	}

	#end(busy: boolean, totals: Uploader['totals'], words: FileListStrings): string | undefined {
		const stored = totals.stored - this.#storedBefore;
		return !busy && this.#wasBusy && stored > 0 ? words.announceDone(stored) : undefined;
	}

	#progress(busy: boolean, percent: number, words: FileListStrings): string | undefined {
		const quarter = Math.floor(percent / 25) * 25;
		if (!busy || quarter <= this.#quarter || quarter >= 100) return undefined;
		this.#quarter = quarter;
		return words.announceProgress(quarter);
	}
}

/** A live region is read out when its text changes: the same sentence again ends in a space that nobody hears. */
function again(sentence: string, before: string): string {
	return sentence === before ? `${sentence}\u00a0` : sentence;
}
