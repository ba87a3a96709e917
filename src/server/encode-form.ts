import { FastioFile } from './fastio-file.ts';

/** Type of the small JSON that stands for a streamed file when a form is read as text. */
export const DESCRIPTOR_TYPE = 'application/vnd.fastio.file+json';

/** Encodes a form of text fields and streamed files: each file becomes a JSON descriptor of some hundred bytes. */
export function encodeForm(form: FormData, boundary: string): Uint8Array {
	let text = '';
	for (const [name, value] of form) {
		text += `--${boundary}\r\ncontent-disposition: form-data; name="${escapeName(name)}"`;
		if (typeof value === 'string') {
			text += `\r\n\r\n${value.replace(/\r\n|\r|\n/gu, '\r\n')}\r\n`;
		} else {
			const type = value instanceof FastioFile ? DESCRIPTOR_TYPE : 'application/octet-stream';
			const content = value instanceof FastioFile ? describe(value) : '';
			text += `; filename="${escapeName(value.name)}"\r\ncontent-type: ${type}\r\n\r\n${content}\r\n`;
		}
	}
	return new TextEncoder().encode(`${text}--${boundary}--\r\n`);
}

function describe({ fileId, name, size, type }: FastioFile): string {
	return JSON.stringify({ fileId, name, size, type });
}

function escapeName(name: string): string {
	return name.replace(/\r\n|\r|\n/gu, '%0D%0A').replaceAll('"', '%22');
}
