/** Results of all checks: names in the order they came, then columns. */
export class Report {
	readonly #rows = new Map<string, Map<string, 'ok' | 'FAIL'>>();
	readonly #failures: string[] = [];
	#passed = 0;

	/** Notes and prints one result. */
	add(column: string, name: string, failure: unknown, ms: number): void {
		const row = this.#rows.get(name) ?? new Map<string, 'ok' | 'FAIL'>();
		this.#rows.set(name, row.set(column, failure === undefined ? 'ok' : 'FAIL'));
		if (failure === undefined) this.#passed++;
		else this.#failures.push(`${column}: ${name}\n${indent(String((failure as Error)?.stack ?? failure))}`);
		console.log(`${failure === undefined ? 'ok  ' : 'FAIL'} ${column} · ${name} (${ms} ms)`);
		if (failure !== undefined) console.log(indent(String((failure as Error)?.message ?? failure)));
	}

	/** Prints the table and what failed. Returns the exit code. */
	close(columns: readonly string[]): number {
		const width = Math.max(...[...this.#rows.keys()].map((name) => name.length));
		console.log(`\n${''.padEnd(width)}  ${columns.join('  ')}`);
		for (const [name, row] of this.#rows) {
			const cells = columns.map((column) => (row.get(column) ?? '·').padEnd(column.length));
			console.log(`${name.padEnd(width)}  ${cells.join('  ')}`.trimEnd());
		}
		for (const failure of this.#failures) console.log(`\n${failure}`);
		console.log(`\n${this.#passed} passed, ${this.#failures.length} failed`);
		return this.#failures.length === 0 ? 0 : 1;
	}
}

function indent(text: string): string {
	return text.replace(/^/gmu, '     ');
}
