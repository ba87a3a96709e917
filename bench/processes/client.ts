/** Sends one file from disk in one request and reports the answer: what a browser does, in a process of its own. */
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { request } from 'node:http';
import { text } from 'node:stream/consumers';

/** The request to send; the process's one argument, as JSON. */
export interface ClientOrder {
	url: string;
	file: string;
	body: 'raw' | 'multipart';
	headers: Record<string, string>;
}

/** What the process says when it is done. */
export interface ClientReport {
	status: number;
	answer: string;
	seconds: number;
}

const READ_BYTES = 256 * 1024;
const BOUNDARY = '----FastioBenchBoundary7MA4YWxkTrZu0gW';

const order = JSON.parse(process.argv[2]!) as ClientOrder;
const { size } = await stat(order.file);
const part = [
	`--${BOUNDARY}`,
	'content-disposition: form-data; name="file"; filename="sample.bin"',
	'content-type: application/octet-stream',
	'',
	''
].join('\r\n');
const [before, after] = order.body === 'raw' ? ['', ''] : [part, `\r\n--${BOUNDARY}--\r\n`];
const type = order.body === 'raw' ? 'application/octet-stream' : `multipart/form-data; boundary=${BOUNDARY}`;

const startedAt = performance.now();
const outgoing = request(order.url, {
	method: 'POST',
	headers: { ...order.headers, 'content-type': type, 'content-length': before.length + size + after.length }
});
outgoing.on('error', (error) => report({ status: 0, answer: error.message, seconds: 0 }));
outgoing.on('response', async (response) => {
	const answer = await text(response).catch(String);
	report({ status: response.statusCode ?? 0, answer, seconds: (performance.now() - startedAt) / 1000 });
});
outgoing.write(before);
const file = createReadStream(order.file, { highWaterMark: READ_BYTES });
file.pipe(outgoing, { end: false });
file.on('end', () => outgoing.end(after));

function report(message: ClientReport): void {
	process.send!(message, () => process.exit(0));
}
