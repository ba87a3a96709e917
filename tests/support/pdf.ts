/**
 * A PDF 1.4 made by hand, after ISO 32000-1: a catalogue, a tree of pages, one of the 14 standard fonts, a stream of text for
 * each page, and a table of where each object is.
 *
 * @param pages the lines of each page, in Latin-1; about 50 lines of 80 characters fit.
 */
export function makePdf(pages: readonly (readonly string[])[]): Buffer<ArrayBuffer> {
	const kids = pages.map((_, index) => `${4 + 2 * index} 0 R`).join(' ');
	const objects = [
		'<< /Type /Catalog /Pages 2 0 R >>',
		`<< /Type /Pages /Kids [${kids}] /Count ${pages.length} >>`,
		'<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>',
		...pages.flatMap((lines, index) => {
			const text = lines.map((line) => `(${escapeText(line)}) Tj T*`).join('\n');
			const stream = `BT /F1 11 Tf 14 TL 50 780 Td\n${text}\nET`;
			const page = `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R >> >> /Contents ${5 + 2 * index} 0 R >>`;
			return [page, `<< /Length ${stream.length} >>\nstream\n${stream}\nendstream`];
		})
	];
	let body = '%PDF-1.4\n';
	const offsets = objects.map((object, index) => {
		const offset = body.length;
		body += `${index + 1} 0 obj\n${object}\nendobj\n`;
		return offset;
	});
	const entries = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('');
	const table = `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${entries}`;
	const trailer = `trailer\n<< /Size ${objects.length + 1} /Root 1 0 R >>\nstartxref\n${body.length}\n%%EOF\n`;
	return Buffer.from(body + table + trailer, 'latin1');
}

const escapeText = (line: string): string => line.replaceAll(/[\\()]/gu, (mark) => `\\${mark}`);
