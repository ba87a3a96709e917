import type { BodyReader } from './body-reader.ts';

/** The whole body as text, or `undefined` when it has more than `maxBytes`: then it is not read further. */
export async function readText(body: BodyReader, maxBytes: number): Promise<string | undefined> {
	if ((body.declaredBytes ?? 0) > maxBytes) return undefined;
	const chunks: Uint8Array[] = [];
	for (let chunk = await body.read(); chunk; chunk = await body.read()) {
		if (body.receivedBytes > maxBytes) return undefined;
		chunks.push(chunk);
	}
	return new Blob(chunks as Uint8Array<ArrayBuffer>[]).text();
}
