/** Asks before the page is left. Listens only while there is reason: a listener keeps pages out of the browser's cache. */
export class LeaveGuard {
	readonly #page: EventTarget | undefined;
	#on = false;

	/** @param page `undefined`: never asks. */
	constructor(page: EventTarget | undefined) {
		this.#page = page;
	}

	set(on: boolean): void {
		if (on === this.#on) return;
		this.#on = on;
		if (on) this.#page?.addEventListener('beforeunload', this);
		else this.#page?.removeEventListener('beforeunload', this);
	}

	handleEvent(event: Event): void {
		event.preventDefault();
	}
}
