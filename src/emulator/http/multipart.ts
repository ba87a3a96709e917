import busboy from 'busboy';
import type { BlobOptions, BlobStore, BlobWriter, StoredBytes } from '../store/blobs.ts';
import { type Exchange, readBody } from './exchange.ts';
import { Refusal, tooLarge } from './refusal.ts';

const LIMITS = {
	fields: 100,
	fieldNameSize: 200,
	fieldSize: 64 * 1024,
	files: 2,
	parts: 110,
	headerPairs: 50
};
/** Bytes that the parser may queue before the socket is held back. */
const QUEUE_BYTES = 256 * 1024;

/** The file part that a route takes. */
export interface FileRules extends BlobOptions {
	field: string;
	maxBytes: number;
}

/** The file of a multipart form, on disk. */
export interface FilePart {
	filename: string;
	/** The part's own Content-Type. */
	type: string;
	bytes: StoredBytes;
}

/**
 * Reads a multipart form; the file part goes to disk as it arrives, in whatever order the parts come. Holds about
 * 2 MiB. When anything fails, the bytes written so far are removed.
 *
 * @param file the file part to take; without it a file part is refused.
 */
export async function readMultipart(
	x: Exchange,
	blobs: BlobStore,
	file?: FileRules
): Promise<{ fields: URLSearchParams; file?: FilePart }> {
	const parser = createParser(x);
	const fields = new URLSearchParams();
	let part: { writer: BlobWriter; filename: string; type: string } | undefined;
	let problem: unknown;
	let wake = () => {};
	const fail = (error: unknown) => {
		problem ??= error;
		wake();
	};

	parser.on('field', (name, value, { valueTruncated, nameTruncated }) => {
		if (valueTruncated || nameTruncated) fail(tooLarge(`The field ${name.slice(0, 50)}`, LIMITS.fieldSize));
		else fields.append(name, value);
	});
	parser.on('file', (name, stream, { filename, mimeType }) => {
		stream.on('error', fail);
		if (!file || name !== file.field || part) {
			stream.resume();
			return fail(new Refusal(406, 10571, `The file part ${name.slice(0, 50)} is not expected here.`));
		}
		const writer = blobs.create(file);
		part = { writer, filename: filename ?? '', type: mimeType };
		stream.on('data', (chunk: Buffer) => {
			if (problem) return;
			if (writer.size + chunk.length > file.maxBytes) return fail(tooLarge('The file', file.maxBytes));
			const pending = writer.write(chunk);
			if (!pending) return;
			stream.pause();
			void pending.catch(fail).then(() => stream.resume());
		});
	});
	for (const limit of ['partsLimit', 'filesLimit', 'fieldsLimit'] as const) {
		parser.on(limit, () => fail(new Refusal(406, 10571, 'The form has too many parts.')));
	}
	const closed = new Promise<void>((resolve) => parser.once('close', resolve));
	parser.on('error', (error) =>
		fail(new Refusal(400, '400', `The multipart body is malformed: ${String(error)}`))
	);

	try {
		await readBody(x, (chunk) => {
			if (problem) throw problem;
			if (parser.write(chunk)) return;
			return new Promise((resolve) => {
				wake = resolve;
				parser.once('drain', resolve);
			});
		});
		if (problem) throw problem;
		parser.end();
		await closed;
		if (problem) throw problem;
		if (!part) return { fields };
		return { fields, file: { filename: part.filename, type: part.type, bytes: await part.writer.finish() } };
	} catch (error) {
		parser.destroy();
		await part?.writer.discard();
		throw error;
	}
}

function createParser(x: Exchange): busboy.Busboy {
	try {
		return busboy({
			headers: x.req.headers,
			limits: LIMITS,
			highWaterMark: QUEUE_BYTES,
			defParamCharset: 'utf8'
		});
	} catch {
		throw new Refusal(400, '400', 'The multipart body has no valid boundary.');
	}
}
