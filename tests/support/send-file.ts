import { createReadStream } from 'node:fs';
import { request } from 'node:http';
import { text } from 'node:stream/consumers';
import type { SampleFile } from '../../bench/sample-file.ts';

const BOUNDARY = '----TestBoundary7MA4YWxkTrZu0gW';

/** How a file on disk is sent. */
export interface SendOptions {
	url: string;
	headers?: Record<string, string>;
	/** Send a form with the file in this field, after these text fields. Default: the file is the body. */
	form?: { field: string; fields?: Record<string, string> };
}

/** Posts a file from disk as it is read; never holds it. Resolves with the whole answer. */
export function sendFile(
	file: SampleFile,
	{ url, headers = {}, form }: SendOptions
): Promise<{ status: number; answer: string }> {
	const { before, after, type } = frame(form);
	return new Promise((resolve, reject) => {
		const outgoing = request(url, {
			method: 'POST',
			headers: {
				...headers,
				'content-type': type,
				'content-length': before.length + file.bytes + after.length
			}
		});
		outgoing.on('error', reject);
		outgoing.on('response', (response) => {
			text(response).then((answer) => resolve({ status: response.statusCode ?? 0, answer }), reject);
		});
		outgoing.write(before);
		createReadStream(file.path, { highWaterMark: 256 * 1024 })
			.on('error', reject)
			.on('end', () => outgoing.end(after))
			.pipe(outgoing, { end: false });
	});
}

function frame(form: SendOptions['form']): { before: string; after: string; type: string } {
	if (!form) return { before: '', after: '', type: 'application/octet-stream' };
	const disposition = (name: string) => `--${BOUNDARY}\r\ncontent-disposition: form-data; name="${name}"`;
	const fields = Object.entries(form.fields ?? {}).map(
		([name, value]) => `${disposition(name)}\r\n\r\n${value}\r\n`
	);
	return {
		before: `${fields.join('')}${disposition(form.field)}; filename="sample.bin"\r\ncontent-type: application/octet-stream\r\n\r\n`,
		after: `\r\n--${BOUNDARY}--\r\n`,
		type: `multipart/form-data; boundary=${BOUNDARY}`
	};
}
