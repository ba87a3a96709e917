import { expect } from 'vitest';
import type { RequestEvent } from '@sveltejs/kit';
import { createFastioHandle } from '../../../src/server.ts';
import type { Definition, FastioHandle, FastioHandleOptions } from '../../../src/server.ts';
import type { OpenedUpload, OpenUploadRequest } from '../../../src/rules/results.ts';
import { testEvent } from '../../support/event.ts';

const MiB = 1024 ** 2;

/** What the mount answered. */
export interface Answer {
	status: number;
	headers: Headers;
	// eslint-disable-next-line @typescript-eslint/no-explicit-any -- asserted by the tests
	json: any;
}

/** Speaks the `uploads` calls of a mount as a browser does, without one. */
export class UploadClient {
	readonly #handle: FastioHandle;
	readonly #name: string;
	readonly #user: string | undefined;

	constructor(
		definitions: Definition<unknown>[] | FastioHandle,
		options: FastioHandleOptions & { name?: string; user?: string } = {}
	) {
		const { name = 'documents', user = 'ada', ...mount } = options;
		this.#handle = typeof definitions === 'function' ? definitions : createFastioHandle(definitions, mount);
		this.#name = name;
		this.#user = user;
	}

	/** The same mount as another user, or under another definition. */
	as(change: { user?: string; name?: string }): UploadClient {
		return new UploadClient(this.#handle, {
			name: this.#name,
			...(this.#user === undefined ? {} : { user: this.#user }),
			...change
		});
	}

	async call(path: string, init: RequestInit & { duplex?: 'half' } = {}, platform?: object): Promise<Answer> {
		const { event } = testEvent(`/api/fastio/${this.#name}/${path}`, init, {
			locals: { user: this.#user }
		});
		const response = await this.#handle({
			event: (platform ? { ...event, platform } : event) as RequestEvent,
			resolve: () => new Response('app', { status: 418 })
		});
		const text = await response.text();
		const json = text === '' ? undefined : JSON.parse(text);
		return { status: response.status, headers: response.headers, json };
	}

	open(request: Partial<OpenUploadRequest> = {}): Promise<Answer> {
		const body = JSON.stringify({ name: 'a.bin', type: 'application/x-thing', size: 3 * MiB, ...request });
		return this.call('uploads', {
			method: 'POST',
			headers: { 'content-type': 'application/json', 'content-length': String(body.length) },
			body
		});
	}

	/** Opens an upload that must be accepted. */
	async opened(request: Partial<OpenUploadRequest> = {}): Promise<OpenedUpload> {
		const { status, json } = await this.open(request);
		expect([status, json]).toMatchObject([201, { success: true }]);
		return json as OpenedUpload;
	}

	put(
		id: string,
		n: number | string,
		bytes: BodyInit | null,
		headers: Record<string, string> = {},
		init: RequestInit = {}
	): Promise<Answer> {
		const length = bytes instanceof Uint8Array ? { 'content-length': String(bytes.byteLength) } : {};
		return this.call(`uploads/${id}/chunks/${n}`, {
			method: 'PUT',
			headers: { 'content-type': 'application/octet-stream', ...length, ...headers },
			body: bytes,
			duplex: 'half',
			...init
		});
	}

	status(id: string): Promise<Answer> {
		return this.call(`uploads/${id}`);
	}

	complete(id: string): Promise<Answer> {
		return this.call(`uploads/${id}/complete`, { method: 'POST' });
	}

	cancel(id: string, query = ''): Promise<Answer> {
		return this.call(`uploads/${id}${query}`, { method: 'DELETE' });
	}

	/** Sends every slice of `content`, and expects that each is taken. */
	async putAll({ id, sliceBytes, slices }: OpenedUpload, content: Uint8Array<ArrayBuffer>): Promise<void> {
		for (let n = 1; n <= slices; n += 1) {
			const answer = await this.put(id, n, slice(content, n, sliceBytes));
			expect(answer).toMatchObject({ status: 200, json: { success: true } });
		}
	}
}

/** Slice `n`, from 1, of some content. */
export function slice(
	content: Uint8Array<ArrayBuffer>,
	n: number,
	sliceBytes: number
): Uint8Array<ArrayBuffer> {
	return content.subarray((n - 1) * sliceBytes, n * sliceBytes);
}
