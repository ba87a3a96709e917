import { readFileSync } from 'node:fs';

const docs = readFileSync(new URL('../../../docs/upstream.md', import.meta.url), 'utf8');

/** The rows of the table below a heading of docs/upstream.md, as cells by the name of their column. */
export function tableOf(heading: string): Record<string, string>[] {
	const section = docs.slice(docs.indexOf(`## ${heading}\n`)).split('\n## ')[0] ?? '';
	const lines = section.split('\n').filter((line) => line.startsWith('|'));
	const [names = [], , ...rows] = lines.map((line) =>
		line
			.split('|')
			.slice(1, -1)
			.map((cell) => cell.trim().replaceAll('`', ''))
	);
	return rows.map((cells) => Object.fromEntries(names.map((name, at) => [name, cells[at] ?? ''])));
}
