import type { RequestEvent } from '@sveltejs/kit';
import { FastioError } from '../rules/errors.ts';
import type { UploadedFile } from '../rules/results.ts';
import type { Definition } from './define.ts';
import { encodeForm } from './encode-form.ts';
import { createFastioFile } from './fastio-file.ts';
import { caught, closeConnection, throwKitError } from './kit-errors.ts';
import { receiveForm, textFields } from './receive-form.ts';
import type { ReceivedForm } from './receive-form.ts';
import { withBody } from './settle-body.ts';

/** What the hook leaves in `event.locals.fastio`. */
export interface FastioLocals {
	/** Files that this request's form has stored; empty until its action has called `formData()`. */
	files: UploadedFile[];
	/** What `onUploaded` returned. */
	result: unknown;
}

/**
 * The request an existing action gets: `formData()` streams the files into the workspace and resolves with the text
 * fields and a `FastioFile` for each file, in the order of the form. Nothing is read before the action asks, so its
 * own checks come first. Every other way of reading it gives the same form with small JSON descriptors as files.
 *
 * One failed file fails the form: the stored ones are taken back and `formData()` rejects with SvelteKit's `error()`.
 */
export function streamedRequest<R>(
	definition: Definition<R>,
	event: RequestEvent,
	locals: FastioLocals
): Request {
	const { url, method, headers: sent, signal } = event.request;
	let form: Promise<FormData> | undefined;
	const formData = () => (form ??= receive(definition, event, locals));

	const boundary = `fastio-${crypto.randomUUID()}`;
	const headers = new Headers(sent);
	headers.delete('content-length');
	headers.delete('transfer-encoding');
	headers.set('content-type', `multipart/form-data; boundary=${boundary}`);
	const body = new ReadableStream<Uint8Array>(
		{
			async pull(controller) {
				controller.enqueue(encodeForm(await formData(), boundary));
				controller.close();
			}
		},
		{ highWaterMark: 0 }
	);
	const init: RequestInit & { duplex: 'half' } = { method, headers, body, signal, duplex: 'half' };
	return Object.defineProperty(new Request(url, init), 'formData', { value: formData });
}

async function receive<R>(
	definition: Definition<R>,
	event: RequestEvent,
	locals: FastioLocals
): Promise<FormData> {
	const received = await withBody(event, (body, left) => receiveForm(definition, event, body, left));
	if (received.close) closeConnection(event);
	try {
		if ('thrown' in received) throw received.thrown;
		const form = received.value;
		const error = form.error ?? form.submission.firstError;
		if (error) {
			await form.submission.undo(error);
			throw error;
		}
		const handed = await form.submission.hand(textFields(form.entries));
		if ('refused' in handed) throw new FastioError('rejected', refusal(handed.refused.data));
		locals.files = form.submission.stored;
		locals.result = handed.result;
		return rebuild(definition, form);
	} catch (thrown) {
		return throwKitError(caught(definition as Definition, thrown));
	}
}

function rebuild<R>(definition: Definition<R>, { entries, submission }: ReceivedForm<R>): FormData {
	const files = submission.stored;
	const form = new FormData();
	for (const entry of entries) {
		const file = entry.kind === 'file' && entry.index !== undefined ? files[entry.index] : undefined;
		if (entry.kind === 'field') form.append(entry.name, entry.value);
		else if (file) form.append(entry.name, createFastioFile(file, definition.fastio, submission.account));
		else form.append(entry.name, new File([], '', { type: 'application/octet-stream' }));
	}
	return form;
}

/** The sentence inside what an app passed to `fail()`, where there is one. */
function refusal(data: unknown): string {
	const error = typeof data === 'object' && data !== null ? (data as { error?: unknown }).error : undefined;
	return typeof error === 'string' ? error : 'The upload was not accepted and has been removed.';
}
