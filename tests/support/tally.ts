/** Counts outcomes by row, for the table that a run prints. */
export class Tally {
	readonly #rows = new Map<string, Map<string, number>>();

	count(row: string, outcome: string): void {
		const outcomes = this.#rows.get(row) ?? new Map<string, number>();
		this.#rows.set(row, outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1));
	}

	/** Lines of a table: the row, its runs, and each outcome with its number, the commonest first. */
	toString(): string {
		return [...this.#rows]
			.map(([row, outcomes]) => {
				const runs = [...outcomes.values()].reduce((sum, count) => sum + count, 0);
				const parts = [...outcomes].sort((a, b) => b[1] - a[1]).map(([name, count]) => `${name} ${count}`);
				return `${row.padEnd(28)} ${String(runs).padStart(6)}  ${parts.join(', ')}`;
			})
			.join('\n');
	}
}
