import { tell } from '../uploader/tell.ts';
import type { AskStrings } from './strings.ts';
import type { Ask, AskTurn, FailedTurn } from './types.ts';

/** What `keyCode` is while an input method has the key. */
const IME_KEY_CODE = 229;

/** The form of a conversation while JavaScript runs: what is typed, what is sent, and what screen readers hear. */
export class AskForm {
	/** What the textarea has. */
	question = $state('');
	/** Read out. */
	said = $state('');
	textarea: HTMLTextAreaElement | undefined = $state.raw();
	readonly #ask: Ask;
	readonly #words: () => AskStrings;
	readonly #onerror: (turn: FailedTurn) => void;

	constructor(ask: Ask, words: () => AskStrings, onerror: (turn: FailedTurn) => void) {
		this.#ask = ask;
		this.#words = words;
		this.#onerror = onerror;
		const first = ask.turns.at(-1);
		if (first?.status === 'failed') this.question = first.question;
	}

	submit = (event: SubmitEvent): void => {
		event.preventDefault();
		const { question } = this;
		if (this.#ask.busy || question.trim() === '') return;
		const fields = new FormData(event.currentTarget as HTMLFormElement);
		const ids = (name: string) => fields.getAll(name).filter((id) => typeof id === 'string' && id !== '');
		this.question = '';
		void this.#follow(
			this.#ask.send(question, { files: ids('files') as string[], folders: ids('folders') as string[] })
		);
	};

	/** Enter sends, with Shift it begins a line; not while an input method composes a word. */
	keydown = (event: KeyboardEvent): void => {
		// Safari has ended the composition by then, and tells it by this code alone.
		const composes = event.isComposing || event.keyCode === IME_KEY_CODE;
		if (event.key !== 'Enter' || event.shiftKey || composes) return;
		event.preventDefault();
		this.textarea?.form?.requestSubmit();
	};

	retry = (): void => {
		this.question = '';
		void this.#follow(this.#ask.retry());
	};

	stop = (): void => {
		this.#ask.stop();
		this.textarea?.focus();
	};

	clear = (): void => {
		this.#ask.clear();
		this.said = this.question = '';
		this.textarea?.focus();
	};

	async #follow(asked: Promise<void>): Promise<void> {
		this.#say(this.#words().asking);
		// The button that was pressed is off or gone now, and would take the keyboard's place with it.
		this.textarea?.focus({ preventScroll: true });
		const id = this.#ask.turns.at(-1)?.id;
		await asked;
		const turn = this.#ask.turns.at(-1);
		if (turn?.id !== id || !turn || this.#ask.busy) return;
		this.#tell(turn);
		if (document.activeElement?.matches('[data-fastio-stop]')) this.textarea?.focus({ preventScroll: true });
	}

	#tell(turn: AskTurn): void {
		const words = this.#words();
		if (turn.status === 'answered') this.#say(words.announceAnswered(turn.citations.length));
		if (turn.status === 'needs-input') this.#say(turn.needed);
		if (turn.status === 'cancelled') this.#say(words.stopped);
		if (turn.status !== 'failed') return;
		// Its sentence is an alert.
		this.said = '';
		if (this.question === '') this.question = turn.question;
		tell(this.#onerror, turn);
	}

	/** A live region is read out when its text changes: the same sentence again ends in a space that nobody hears. */
	#say(sentence: string): void {
		this.said = sentence === this.said ? `${sentence}\u00a0` : sentence;
	}
}
