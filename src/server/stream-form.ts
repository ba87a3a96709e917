import type { RequestEvent } from '@sveltejs/kit';
import { FastioError } from '../rules/errors.ts';
import type { UploadedFile } from '../rules/results.ts';
import type { Definition } from './define.ts';
import { encodeForm } from './encode-form.ts';
import { createFastioFile } from './fastio-file.ts';
import { caught, closeConnection, tellRetryAfter, throwKitError } from './kit-errors.ts';
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

/** The requests that SvelteKit made, by the ones that were handed on in their place. */
const originals = new WeakMap<Request, Request>();

/** The event with the request that the sender's bytes are in, for our own actions on a page of `streamForms`. */
export function withOriginalRequest(event: RequestEvent): RequestEvent {
	const request = originals.get(event.request);
	return request ? { ...event, request } : event;
}

/**
 * The form of an existing action: `request.formData()` streams its files into the workspace and resolves with the text
 * fields and a `FastioFile` for each file, in the order of the form. Nothing is read before the action asks, so its
 * own checks come first. Every other way of reading `request` gives the same form with small JSON descriptors.
 *
 * One failed file fails the form: the stored ones are taken back and `formData()` rejects with SvelteKit's `error()`.
 */
export class StreamedForm<R> {
	/** What the action gets in place of the sender's request. */
	readonly request: Request;
	readonly #definition: Definition<R>;
	readonly #event: RequestEvent;
	readonly #locals: FastioLocals;
	#form: Promise<FormData> | undefined;
	#received: ReceivedForm<R> | undefined;

	constructor(definition: Definition<R>, event: RequestEvent, locals: FastioLocals) {
		this.#definition = definition;
		this.#event = event;
		this.#locals = locals;
		this.request = this.#replace(event.request);
		originals.set(this.request, event.request);
	}

	/**
	 * Ends what the action left open. A form that nobody read is settled; resolves with whether the answer must close
	 * the connection. Where the action failed, its files are taken back, unless `onUploaded` has made them the app's.
	 */
	async finish(failed: boolean): Promise<{ close: boolean }> {
		const { body } = this.#event.request;
		if (this.#form === undefined && body !== null && !body.locked) {
			return withBody(this.#event, async () => undefined);
		}
		if (failed && !this.#definition.rules.onUploaded) await this.#received?.submission.undo();
		return { close: false };
	}

	#replace({ url, method, headers: sent, signal }: Request): Request {
		const formData = () => (this.#form ??= this.#receive());
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

	async #receive(): Promise<FormData> {
		const definition = this.#definition;
		const received = await withBody(this.#event, (body, left) =>
			receiveForm(definition, this.#event, body, left, { allOrNothing: true })
		);
		if (received.close) closeConnection(this.#event);
		try {
			if ('thrown' in received) throw received.thrown;
			const form = (this.#received = received.value);
			const error = form.error ?? form.submission.firstError;
			if (error) {
				await form.submission.undo();
				throw error;
			}
			const handed = await form.submission.hand(textFields(form.entries));
			if ('refused' in handed) throw new FastioError('rejected', refusal(handed.refused.data));
			this.#locals.files = form.submission.stored;
			this.#locals.result = handed.result;
			return rebuild(definition, form);
		} catch (thrown) {
			const error = caught(definition as Definition, thrown);
			tellRetryAfter(this.#event, error);
			return throwKitError(error);
		}
	}
}

/** Whether an action's answer says that it failed. SvelteKit 2 answers `fail()` to scripts with HTTP 200. */
export async function isFailedAction(response: Response): Promise<boolean> {
	if (response.status >= 400) return true;
	if (response.headers.get('content-type')?.startsWith('application/json') !== true) return false;
	try {
		const { type } = (await response.clone().json()) as { type?: unknown };
		return type === 'failure' || type === 'error';
	} catch {
		return false;
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
