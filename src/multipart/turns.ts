/** Lets at most `max` tasks run at once; later ones start in order as earlier ones end. */
export class Turns {
	readonly #max: number;
	readonly #waiting: (() => void)[] = [];
	readonly #running = new Set<Promise<void>>();

	constructor(max: number) {
		this.#max = max;
	}

	/** Starts the task at once when there is room, else when there is. Its failure is the task's own business. */
	add(task: () => Promise<void>): void {
		const start = () => {
			const run = task().finally(() => {
				this.#running.delete(run);
				this.#waiting.shift()?.();
			});
			this.#running.add(run);
		};
		if (this.#running.size < this.#max) start();
		else this.#waiting.push(start);
	}

	/** Resolves when nothing runs or waits any more. */
	async idle(): Promise<void> {
		while (this.#running.size > 0) await Promise.allSettled(this.#running);
	}
}
