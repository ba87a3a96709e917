import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';

const calls: string[] = [];
vi.mock('$app/forms', () => ({
	applyAction: (result: { type: string }) => void calls.push(`apply ${result.type}`),
	deserialize: JSON.parse,
	enhance: () => {}
}));
vi.mock('$app/navigation', () => ({
	goto: (to: string) => void calls.push(`goto ${to}`),
	refreshAll: () => void calls.push('refresh')
}));

const { fastioEnhance } = await import('../../../src/components/fastio-enhance.ts');
const { isFromAnotherForm } = await import('../../../src/components/senders.ts');
const { UploadFormState } = await import('../../../src/components/upload-form-state.svelte.ts');
type Options = NonNullable<Parameters<typeof fastioEnhance>[0]>;

/** The browser's request, answered by hand. */
class FakeRequest {
	static last: FakeRequest;
	upload: { onprogress?: (event: object) => void } = {};
	headers: Record<string, string> = {};
	status = 0;
	responseText = '';
	responseURL = '';
	onload?: () => void;
	onerror?: () => void;
	onabort?: () => void;
	onloadend?: () => void;
	open = vi.fn();
	send = vi.fn();
	constructor() {
		FakeRequest.last = this;
	}
	setRequestHeader(name: string, value: string) {
		this.headers[name] = value;
	}
	abort() {
		this.onabort?.();
		this.onloadend?.();
	}
	answer(status: number, body: object) {
		Object.assign(this, { status, responseText: JSON.stringify(body) });
		this.onload?.();
		this.onloadend?.();
	}
}

const success = {
	type: 'success',
	status: 200,
	data: { success: true, filename: 'a.txt', fileId: 'f1', files: [], result: 1 }
};
const failure = {
	type: 'failure',
	status: 415,
	data: { success: false, error: 'No.', code: 'type-not-allowed', files: [] }
};

function submission(options: Options, action = 'http://app.test/here?/upload') {
	const cancel = vi.fn();
	const formData = new FormData();
	formData.set('file', new File(['abc'], 'a.txt'));
	const formElement = { isConnected: true } as HTMLFormElement;
	const input = { action: new URL(action), formData, formElement, controller: new AbortController(), cancel };
	const done = fastioEnhance(options)({ ...input, submitter: null });
	return { done, cancel, request: FakeRequest.last, formElement };
}

beforeEach(() => {
	calls.length = 0;
	vi.stubGlobal('XMLHttpRequest', FakeRequest);
	vi.stubGlobal('location', new URL('http://app.test/here?tab=2'));
	vi.stubGlobal('HTMLFormElement', { prototype: { reset: () => void calls.push('reset') } });
});
afterEach(() => vi.unstubAllGlobals());

describe('fastioEnhance', () => {
	test("posts the form in SvelteKit's place, as a form action expects it", async () => {
		const { done, cancel, request } = submission({});
		expect(cancel).toHaveBeenCalledOnce();
		expect(request.open).toHaveBeenCalledWith('POST', new URL('http://app.test/here?/upload'));
		expect(request.headers).toEqual({
			accept: 'application/json',
			'x-sveltekit-action': 'true'
		});
		expect(request.send.mock.calls[0]![0]).toBeInstanceOf(FormData);
		request.answer(200, success);
		await done;
		expect(calls).toEqual(['reset', 'refresh', 'apply success']);
	});

	test('neither resets nor refreshes after a failure', async () => {
		const { done, request } = submission({});
		request.answer(200, failure);
		await done;
		expect(calls).toEqual(['apply failure']);
	});

	test('leaves reset and refresh out when told so', async () => {
		const { done, request } = submission({ reset: false, refresh: false });
		request.answer(200, success);
		await done;
		expect(calls).toEqual(['apply success']);
	});

	test('follows the action of another page to where SvelteKit 3 says it lands, and stays in SvelteKit 2', async () => {
		const three = submission({}, 'http://app.test/there?/upload');
		three.request.answer(200, { ...success, location: '/there' });
		await three.done;
		expect(calls.splice(0)).toEqual(['reset', 'goto /there']);
		const two = submission({}, 'http://app.test/there?/upload');
		two.request.answer(200, success);
		await two.done;
		expect(calls).toEqual(['reset', 'refresh']);
	});

	test("keeps a failure of another page's action here, in the state", async () => {
		const state = new UploadFormState();
		const { done, request } = submission({ state }, 'http://app.test/there?/upload');
		request.answer(415, { ...failure, location: '/there' });
		await done;
		expect(calls).toEqual([]);
		expect(state.result).toMatchObject({ success: false, error: 'No.' });
	});

	test.each(['redirect', 'error'])('hands a %s to SvelteKit, wherever the action is', async (type) => {
		const { done, request } = submission({}, 'http://app.test/there?/upload');
		request.answer(200, { type, status: 303, location: '/x', error: { message: 'Broken' } });
		await done;
		expect(calls).toEqual([`apply ${type}`]);
	});

	test('keeps the answer from the page when onresult returns false', async () => {
		const seen: unknown[] = [];
		const { done, request } = submission({ onresult: ({ upload }) => (seen.push(upload), false) });
		request.answer(200, success);
		await done;
		expect(calls).toEqual([]);
		expect(seen).toEqual([success.data]);
	});

	test('does not touch a page that the visitor has left', async () => {
		const { done, request, formElement } = submission({});
		Object.assign(formElement, { isConnected: false });
		request.answer(200, success);
		await done;
		expect(calls).toEqual([]);
	});

	test('reports progress to the state and to onprogress', async () => {
		const state = new UploadFormState();
		const onprogress = vi.fn();
		const { done, request } = submission({ state, onprogress });
		request.upload.onprogress!({ loaded: 50, total: 200, lengthComputable: true });
		expect(onprogress).toHaveBeenLastCalledWith({ sentBytes: 50, totalBytes: 200, percent: 25 });
		request.upload.onprogress!({ loaded: 200, total: 200, lengthComputable: true });
		expect([state.status, state.percent]).toEqual(['processing', 100]);
		request.answer(200, success);
		await done;
		expect(state.status).toBe('done');
	});

	test('turns a broken connection into a failure with a sentence', async () => {
		const state = new UploadFormState();
		const { done, request } = submission({ state, strings: { network: 'Weg.' } });
		request.onerror!();
		await done;
		expect(state.result).toEqual({ success: false, error: 'Weg.', code: 'network', files: [] });
		expect(calls).toEqual(['apply failure']);
	});

	test('ends a cancelled submission without a result', async () => {
		const state = new UploadFormState();
		const oncancel = vi.fn();
		const onresult = vi.fn();
		const { done } = submission({ state, oncancel, onresult });
		state.cancel();
		await done;
		expect([state.status, state.result]).toEqual(['cancelled', undefined]);
		expect(oncancel).toHaveBeenCalledOnce();
		expect(onresult).not.toHaveBeenCalled();
		expect(calls).toEqual([]);
	});

	test('can be cancelled before the first byte', async () => {
		const state = new UploadFormState();
		const before = FakeRequest.last;
		const { done } = submission({ state, onstart: ({ cancel }) => cancel() });
		await done;
		expect(state.status).toBe('cancelled');
		expect(FakeRequest.last).toBe(before);
	});

	test('can be cancelled until the last byte has left; then it finishes, as the server does', async () => {
		const state = new UploadFormState();
		let cancel = () => {};
		const oncancel = vi.fn();
		const { done, request } = submission({ state, oncancel, onstart: (start) => (cancel = start.cancel) });
		request.upload.onprogress!({ loaded: 200, total: 200, lengthComputable: true });
		cancel();
		state.cancel();
		request.answer(200, success);
		await done;
		expect([state.status, state.result]).toEqual(['done', success.data]);
		expect(oncancel).not.toHaveBeenCalled();
	});

	test('is over when onstart throws, and sends nothing', async () => {
		const state = new UploadFormState();
		const before = FakeRequest.last;
		const { done } = submission({
			state,
			onstart: () => {
				throw new Error('Mine.');
			}
		});
		await expect(done).rejects.toThrow('Mine.');
		expect([state.status, state.busy]).toEqual(['failed', false]);
		expect(FakeRequest.last).toBe(before);
	});

	test('ignores a second submission while one is under way', async () => {
		const state = new UploadFormState();
		const first = submission({ state });
		const second = submission({ state });
		await second.done;
		expect(second.request).toBe(first.request);
		first.request.answer(200, success);
		await first.done;
		expect(state.status).toBe('done');
	});

	test('remembers which form of a page a result belongs to', async () => {
		const [mine, other] = [new UploadFormState(), new UploadFormState()];
		let data: object = {};
		const { done, request } = submission({
			state: mine,
			onresult: ({ result }) => void (data = result.type === 'success' ? result.data! : {})
		});
		request.answer(200, success);
		await done;
		expect(isFromAnotherForm(data, other)).toBe(true);
		expect(isFromAnotherForm(data, mine)).toBe(false);
		expect(isFromAnotherForm({ ...data }, other)).toBe(false);
	});
});
