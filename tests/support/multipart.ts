/** One part of a form: a text field, or a file when `fileName` is set. */
export type TestPart =
	| { name: string; value: string }
	| { name: string; fileName: string; type?: string; content: string | Uint8Array };

const encoder = new TextEncoder();

/** Encodes a form the way browsers do, with a fixed boundary. */
export function multipartBody(
	parts: TestPart[],
	boundary = '----TestBoundary7MA4YWxkTrZu0gW'
): { bytes: Uint8Array<ArrayBuffer>; contentType: string } {
	const chunks: Uint8Array[] = [];
	const quote = (text: string) => text.replaceAll('"', '%22').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
	for (const part of parts) {
		let head = `--${boundary}\r\ncontent-disposition: form-data; name="${quote(part.name)}"`;
		if ('fileName' in part) {
			head += `; filename="${quote(part.fileName)}"\r\ncontent-type: ${part.type ?? 'application/octet-stream'}`;
		}
		const content = 'fileName' in part ? part.content : part.value;
		chunks.push(
			encoder.encode(`${head}\r\n\r\n`),
			typeof content === 'string' ? encoder.encode(content) : content,
			encoder.encode('\r\n')
		);
	}
	chunks.push(encoder.encode(`--${boundary}--\r\n`));
	return { bytes: concat(chunks), contentType: `multipart/form-data; boundary=${boundary}` };
}

/** Cuts bytes into pieces of one size. */
export function pieces(bytes: Uint8Array, size: number): Uint8Array[] {
	const result: Uint8Array[] = [];
	for (let at = 0; at < bytes.length; at += size) result.push(bytes.subarray(at, at + size));
	return result;
}

/** A stream of these chunks, one per pull. */
export function streamOf(chunks: Uint8Array[]): ReadableStream<Uint8Array> {
	let next = 0;
	return new ReadableStream(
		{
			pull(controller) {
				const chunk = chunks[next++];
				if (chunk) controller.enqueue(chunk);
				else controller.close();
			}
		},
		{ highWaterMark: 0 }
	);
}

function concat(chunks: Uint8Array[]): Uint8Array<ArrayBuffer> {
	const bytes = new Uint8Array(chunks.reduce((total, chunk) => total + chunk.byteLength, 0));
	let at = 0;
	for (const chunk of chunks) {
		bytes.set(chunk, at);
		at += chunk.byteLength;
	}
	return bytes;
}
