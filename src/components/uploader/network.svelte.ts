import type { Environment } from './environment.ts';

/** Whether the browser is online. */
export class Network {
	#online = $state(true);
	#waiting: (() => void)[] = [];
	readonly #environment: Environment;
	readonly #onchange: (online: boolean) => void;

	constructor(environment: Environment, onchange: (online: boolean) => void) {
		this.#environment = environment;
		this.#onchange = onchange;
		const { page } = environment;
		if (!page) return;
		this.#online = environment.onLine();
		page.addEventListener('online', this);
		page.addEventListener('offline', this);
	}

	get online(): boolean {
		return this.#online;
	}

	/** Resolves when the browser is online. @throws the signal's reason. */
	async until(signal?: AbortSignal): Promise<void> {
		this.handleEvent();
		signal?.throwIfAborted();
		if (!this.#online) await new Promise<void>((resolve) => this.#waiting.push(resolve));
	}

	handleEvent(event?: Event): void {
		const { page, onLine } = this.#environment;
		const online = event ? event.type === 'online' : !page || onLine();
		if (this.#online === online) return;
		this.#online = online;
		if (online) for (const go of this.#waiting.splice(0)) go();
		this.#onchange(online);
	}

	close(): void {
		this.#environment.page?.removeEventListener('online', this);
		this.#environment.page?.removeEventListener('offline', this);
	}
}
