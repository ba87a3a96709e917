import { describe, expect, test } from 'vitest';
import { BodyReader } from '../../../src/multipart/body-reader.ts';
import { MAX_DISCARDED_BYTES, readMultipart } from '../../../src/multipart/read-multipart.ts';
import type { FilePart } from '../../../src/multipart/read-multipart.ts';
import { FastioError, FastioLimitError } from '../../../src/rules/errors.ts';
import { multipartBody, pieces, streamOf } from '../../support/multipart.ts';

const LIMITS = { maxFiles: 3, maxFields: 4, maxFieldBytes: 20 };
const FORM = multipartBody([
	{ name: 'title', value: 'Grüße' },
	{
		name: 'file',
		fileName: 'ä "quoted".txt',
		type: 'text/plain',
		content: 'first\r\n--not-the-boundary\r\n'
	},
	{ name: 'empty', value: '' },
	{ name: 'other', fileName: 'b.bin', type: 'application/octet-stream', content: '' }
]);
const EXPECTED = [
	'title=Grüße',
	'file:ä "quoted".txt:text/plain:first\r\n--not-the-boundary\r\n',
	'empty=',
	'other:b.bin:application/octet-stream:'
];

async function read(
	body: ReadableStream<Uint8Array> | Uint8Array,
	options: {
		limits?: Partial<typeof LIMITS>;
		contentType?: string;
		onFile?: (part: FilePart, signal: AbortSignal) => Promise<void>;
	} = {}
) {
	const entries: string[] = [];
	const slot = (text: string) => entries.push(text) - 1;
	const stream = body instanceof Uint8Array ? streamOf([body]) : body;
	const reader = new BodyReader({ body: stream, headers: new Headers() });
	const result = await readMultipart(
		reader,
		options.contentType ?? FORM.contentType,
		{ ...LIMITS, ...options.limits },
		{
			onField: (name, value) => void slot(`${name}=${value}`),
			onFile:
				options.onFile ??
				(async (part) => {
					const index = slot('');
					const content = await new Response(part.open()).text();
					entries[index] = `${part.field}:${part.fileName}:${part.type}:${content}`;
				})
		}
	);
	return { entries, ...result };
}

const failure = (promise: Promise<unknown>) =>
	promise.then(
		() => undefined,
		(error: unknown) => error as FastioError
	);

describe('a form is read the same however it is cut', () => {
	test('in one piece', async () => {
		expect(await read(FORM.bytes)).toEqual({ entries: EXPECTED, complete: true });
	});

	test('byte by byte', async () => {
		expect((await read(streamOf(pieces(FORM.bytes, 1)))).entries).toEqual(EXPECTED);
	});

	test('at every split point', async () => {
		for (let at = 1; at < FORM.bytes.length; at += 1) {
			const cut = [FORM.bytes.subarray(0, at), FORM.bytes.subarray(at)];
			expect((await read(streamOf(cut))).entries, `split at ${at}`).toEqual(EXPECTED);
		}
	});

	test('cut off at every point before its end it is an error, never a shorter form', async () => {
		// The last boundary ends in "--\r\n"; the form is complete once the dashes are there.
		for (let at = 0; at < FORM.bytes.length - 2; at += 1) {
			const error = await failure(read(FORM.bytes.subarray(0, at)));
			expect(error, `cut at ${at}`).toBeInstanceOf(FastioError);
			expect(error?.code).toBe('malformed');
		}
	});
});

test('what follows the end of a form is no part of it, wherever it is cut: nothing waits for it to end', async () => {
	const once = FORM.bytes;
	const twice = new Uint8Array([...once, ...once.subarray(0, -10)]);
	for (const size of [1, 7, once.length + 60, once.length + 200, twice.length]) {
		expect((await read(streamOf(pieces(twice, size)))).entries, `pieces of ${size}`).toEqual(EXPECTED);
	}
});

describe('limits', () => {
	const fields = (count: number) =>
		multipartBody(Array.from({ length: count }, (_, index) => ({ name: `f${index}`, value: 'x' }))).bytes;
	const files = (count: number) =>
		multipartBody(
			Array.from({ length: count }, (_, index) => ({ name: 'file', fileName: `${index}`, content: 'x' }))
		).bytes;
	const field = (bytes: number) => multipartBody([{ name: 'text', value: 'x'.repeat(bytes) }]).bytes;

	test('exactly at each limit the form passes', async () => {
		expect((await read(fields(4))).entries).toHaveLength(4);
		expect((await read(files(3))).entries).toHaveLength(3);
		expect((await read(field(20))).entries).toEqual([`text=${'x'.repeat(20)}`]);
	});

	test.each([
		['one field over', fields(5), 'too-many-fields', 4],
		['a thousand fields over', fields(1004), 'too-many-fields', 4],
		['one file over', files(4), 'too-many-files', 3],
		['a thousand files over', files(1003), 'too-many-files', 3],
		['a field one byte over', field(21), 'field-too-large', 20]
	])('%s is refused with the number', async (_, bytes, code, limit) => {
		const error = await failure(read(bytes));
		expect(error).toBeInstanceOf(FastioLimitError);
		expect(error).toMatchObject({ code, limit });
		expect(error?.message).toContain(String(limit));
	});

	test('an endless field and an endless epilogue end after a bounded number of bytes', async () => {
		for (const head of ['--B\r\ncontent-disposition: form-data; name="a"\r\n\r\n', '--B--\r\n']) {
			let sent = 0;
			const endless = new ReadableStream<Uint8Array>({
				start: (controller) => controller.enqueue(new TextEncoder().encode(head)),
				pull(controller) {
					sent += 65536;
					controller.enqueue(new Uint8Array(65536).fill(120));
				}
			});
			const error = await failure(read(endless, { contentType: 'multipart/form-data; boundary=B' }));
			expect(error?.code).toBe('field-too-large');
			expect(sent).toBeLessThan(2 * 1024 * 1024);
		}
	});

	test('part headers over 16 KiB are refused', async () => {
		const name = 'n'.repeat(17 * 1024);
		expect((await failure(read(multipartBody([{ name, value: '' }]).bytes)))?.code).toBe('malformed');
	});
});

describe('what is no form', () => {
	test.each([
		['application/x-www-form-urlencoded'],
		['multipart/form-data'],
		['multipart/form-data; boundary='],
		['multipart/form-data; boundary=""'],
		[`multipart/form-data; boundary=${'b'.repeat(71)}`],
		['multipart/mixed; boundary=B']
	])('%s is refused as malformed', async (contentType) => {
		expect((await failure(read(FORM.bytes, { contentType })))?.code).toBe('malformed');
	});

	test('parts without a field name are refused', async () => {
		for (const disposition of ['form-data', 'form-data; filename="x"']) {
			const text = `--B\r\ncontent-disposition: ${disposition}\r\n\r\nx\r\n--B--\r\n`;
			const body = new TextEncoder().encode(text);
			const error = await failure(read(body, { contentType: 'multipart/form-data; boundary=B' }));
			expect(error?.code).toBe('malformed');
		}
	});
});

describe('handlers', () => {
	test('a file that no one reads is discarded and the next one still arrives', async () => {
		const names: (string | undefined)[] = [];
		const { complete } = await read(FORM.bytes, {
			onFile: async (part) => void names.push(part.fileName)
		});
		expect(names).toEqual(['ä "quoted".txt', 'b.bin']);
		expect(complete).toBe(true);
	});

	test('reading stops once refused files are larger than the discard budget', async () => {
		const big = multipartBody([
			{ name: 'file', fileName: 'big', content: 'x'.repeat(MAX_DISCARDED_BYTES + 200_000) },
			{ name: 'file', fileName: 'later', content: 'y' }
		]);
		const names: (string | undefined)[] = [];
		const { complete } = await read(streamOf(pieces(big.bytes, 65536)), {
			contentType: big.contentType,
			onFile: async (part) => void names.push(part.fileName)
		});
		expect(complete).toBe(false);
		expect(names).toEqual(['big']);
	});

	test('a handler that fails ends the form, aborts the others and settles before the form does', async () => {
		const boom = new Error('boom');
		const seen: unknown[] = [];
		const error = await failure(
			read(FORM.bytes, {
				onFile: async (part, signal) => {
					if (part.fileName === 'b.bin') throw boom;
					await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
					seen.push(signal.reason);
				}
			})
		);
		expect(error).toBe(boom);
		expect(seen).toEqual([boom]);
	});

	test('a sender that disconnects in the middle of a file fails that file with `aborted`', async () => {
		const reset = Object.assign(new Error('aborted'), { code: 'ECONNRESET' });
		const body = new ReadableStream<Uint8Array>({
			start(controller) {
				controller.enqueue(FORM.bytes.subarray(0, 250));
			},
			pull: (controller) => controller.error(reset)
		});
		let partError: unknown;
		const error = await failure(
			read(body, {
				onFile: async (part) => {
					partError = await failure(new Response(part.open()).text());
					throw partError;
				}
			})
		);
		expect(error).toMatchObject({ code: 'aborted', cause: reset });
		expect(partError).toBe(error);
	});

	test('a slow reader holds the sender back instead of filling memory', async () => {
		let pulled = 0;
		const total = 200;
		const head = new TextEncoder().encode(
			'--B\r\ncontent-disposition: form-data; name="file"; filename="f"\r\n\r\n'
		);
		const body = new ReadableStream<Uint8Array>(
			{
				start: (controller) => controller.enqueue(head),
				pull(controller) {
					pulled += 1;
					if (pulled <= total) controller.enqueue(new Uint8Array(65536).fill(120));
					else {
						controller.enqueue(new TextEncoder().encode('\r\n--B--\r\n'));
						controller.close();
					}
				}
			},
			{ highWaterMark: 0 }
		);
		let received = 0;
		let pulledWhileHeld = 0;
		await read(body, {
			contentType: 'multipart/form-data; boundary=B',
			onFile: async (part) => {
				const reader = part.open().getReader();
				received += (await reader.read()).value?.byteLength ?? 0;
				for (let turn = 0; turn < 50; turn += 1) await new Promise((resolve) => setImmediate(resolve));
				pulledWhileHeld = pulled;
				for (;;) {
					const { done, value } = await reader.read();
					if (done) break;
					received += value.byteLength;
				}
			}
		});
		expect(pulledWhileHeld).toBeLessThanOrEqual(4);
		expect(received).toBe(total * 65536);
	});
});

test('a delimiter inside the header of a part ends the form as malformed, wherever the body is cut', async () => {
	const part = (name: string, type: string, content: string) =>
		`content-disposition: form-data; name="${name}"; filename="a"\r\ncontent-type: ${type}${content}\r\n--B`;
	const text =
		`preamble\r\n--B\r\n${part('a', 'multipart/tion: form-data', '')}\r\n` +
		`${part('a', 'multipart/mixed', '\r\n\r\n--')}\r\n${part('b', 'a/b', '\r\n\r\nxxxx')}--\r\n`;
	const bytes = new TextEncoder().encode(text);
	for (let cut = 1; cut < bytes.length; cut += 1) {
		const body = streamOf([bytes.subarray(0, cut), bytes.subarray(cut)]);
		await expect(read(body, { contentType: 'multipart/form-data; boundary=B' })).rejects.toMatchObject({
			code: 'malformed'
		});
	}
});
