/** The bytes around the file of a `multipart/form-data` body with one file part, and its content type. */
export interface MultipartFrame {
	contentType: string;
	before: Uint8Array;
	after: Uint8Array;
}

const encoder = new TextEncoder();

/**
 * Frames one file, text fields first: a receiver that streams knows the target before the first byte of the file.
 * Written here and not by `FormData`, which tells neither the length nor the progress of what it sends. Names are
 * escaped as the HTML standard says ("multipart form data": `"`, CR and LF percent-encoded).
 */
export function frameMultipart(
	fields: Record<string, string | number | undefined>,
	file: { field: string; name: string; type: string }
): MultipartFrame {
	const boundary = `----fastio-${crypto.randomUUID()}`;
	let head = '';
	for (const [name, value] of Object.entries(fields)) {
		if (value === undefined) continue;
		head += `--${boundary}\r\nContent-Disposition: form-data; name="${escaped(name)}"\r\n\r\n${value}\r\n`;
	}
	head += `--${boundary}\r\nContent-Disposition: form-data; name="${escaped(file.field)}"; filename="${escaped(file.name)}"\r\n`;
	head += `Content-Type: ${file.type}\r\n\r\n`;
	return {
		contentType: `multipart/form-data; boundary=${boundary}`,
		before: encoder.encode(head),
		after: encoder.encode(`\r\n--${boundary}--\r\n`)
	};
}

function escaped(name: string): string {
	return name.replaceAll('"', '%22').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}
