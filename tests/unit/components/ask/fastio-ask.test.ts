import { render } from 'svelte/server';
import { createRawSnippet, type Component, type ComponentProps } from 'svelte';
import { describe, expect, test, vi } from 'vitest';
import { citationHref, clockTime } from '../../../../src/components/ask/citation-href.ts';
import { de } from '../../../../src/components/locales/de.ts';
import type { Citation } from '../../../../src/rules/ask.ts';
import { asUploadResult } from '../../../../src/components/upload-result.ts';
import { answered } from './fake-mount.ts';

vi.mock('$app/forms', () => ({ applyAction: () => {}, deserialize: JSON.parse, enhance: () => {} }));
vi.mock('$app/navigation', () => ({ goto: () => {}, refreshAll: () => {}, invalidateAll: () => {} }));
vi.mock('$app/paths', () => ({ resolve: (path: string) => `.${path}` }));

const { default: FastioAsk } = await import('../../../../src/components/FastioAsk.svelte');

type Props = Partial<ComponentProps<typeof FastioAsk>>;

function html(props: Props = {}): string {
	const all = { to: 'documents', ...props };
	return render(FastioAsk as Component<Record<string, unknown>>, { props: all }).body.replace(
		/<!--.*?-->/gs,
		''
	);
}

const EVIL = '<img src=x onerror=alert(1)>';
const asked = { files: ['f2'], folders: [] };
const citation = { fileId: 'f/1', name: EVIL, page: 3, snippet: `so ${EVIL} it is` };
const success = (answer: object, question = EVIL) => ({ success: true, question, asked, answer });
const failure = (rest: object = {}) => ({
	success: false,
	question: 'Why?',
	asked,
	error: `No ${EVIL}.`,
	code: 'rate-limited',
	...rest
});

describe('FastioAsk rendered on the server', () => {
	test('is a form that a browser without JavaScript can post, without buttons that need it', () => {
		const body = html();
		expect(body).toMatch(/<form method="POST" action="\?\/ask"/);
		const textarea = /<textarea[^>]*>/.exec(body)![0];
		for (const part of ['name="question"', 'required', 'maxlength="32000"']) expect(textarea).toContain(part);
		expect(body).toContain(`<label for="${/ id="([^"]+)"/.exec(textarea)![1]}"`);
		expect(body.match(/<button/g)).toHaveLength(1);
		expect(body).not.toContain('name="chat"');
		expect(body).toContain('data-fastio-status="empty"');
	});

	test('shows question, answer and citations of the form prop as text, with links to the pages', () => {
		const answer = answered(`Yes ${EVIL}\nso`, {
			citations: [citation],
			truncated: true,
			notIndexed: ['f2', 'f9']
		});
		const body = html({ form: success(answer), files: [{ id: 'f2', name: EVIL }] });
		expect(body).not.toContain('<img');
		expect(body.match(/&lt;img src=x/g)!.length).toBeGreaterThanOrEqual(5);
		expect(body).toContain('href="./api/fastio/documents/files/f%2F1/content?inline#page=3"');
		expect(body).toContain('· page 3');
		expect(body).toContain('The answer was cut off.');
		expect(body).toContain('2 files are not in the index');
		expect(body).toContain('name="chat" value="chat-1"');
		expect(body).toContain('data-fastio-status="answered"');
		// The question is answered: the next one is another.
		expect(body).toMatch(/<textarea[^>]*><\/textarea>/);
	});

	test('keeps the question, the files and the conversation after a failure, and ties the error to the field', () => {
		const files = [
			{ id: 'f1', name: 'a.pdf' },
			{ id: 'f2', name: 'b.pdf' }
		];
		const body = html({ form: failure({ chat: 'chat-0' }), files });
		expect(body).toMatch(/<textarea[^>]*aria-invalid="true"[^>]*>Why\?<\/textarea>/);
		const id = /aria-describedby="([^"]+)"/.exec(body)![1];
		expect(body).toMatch(new RegExp(`role="alert" id="${id}"`));
		expect(body).toContain('No &lt;img');
		expect(body).toContain('name="chat" value="chat-0"');
		const boxes = body.match(/<input type="checkbox"[^>]*>/g)!;
		expect(boxes.map((box) => box.includes('checked'))).toEqual([false, true]);
	});

	test('says what more is needed, and that an answer names no file', () => {
		expect(html({ form: success({ state: 'needs-input', chat: 'c', question: 'Which?' }) })).toMatch(
			/data-fastio-answer[^>]*>\s*Which\?/
		);
		expect(html({ form: success(answered('Hm.')) })).toContain('The answer names no file.');
		expect(html({ form: success({ state: 'cancelled', chat: 'c' }) })).toContain('Stopped.');
	});

	test.each([
		['none', null],
		['of an upload', { success: true, filename: 'a', fileId: 'f', files: [], result: 1 }],
		['of an upload that failed', { success: false, error: 'No.', code: 'no-file', files: [] }],
		['that is no answer', { success: true, question: 'Why?', answer: 1 }],
		['of another kind', { question: 1 }]
	])('ignores a form prop %s', (_, form) => {
		expect(html({ form })).toContain('data-fastio-status="empty"');
	});

	test('a failed question is no failed upload of the same page', () => {
		expect(asUploadResult(failure())).toBeUndefined();
		expect(asUploadResult(success(answered('Yes.')))).toBeUndefined();
	});

	test('speaks the language of its locale, and words of its own before that', () => {
		const body = html({ locale: de, strings: { send: 'Los' } });
		expect(body).toContain('Ihre Frage');
		expect(body).toMatch(/<button[^>]*>\s*Los\s*</);
	});

	test('passes class, style and further attributes through, and renders snippets', () => {
		const snippet = (text: string) => createRawSnippet(() => ({ render: () => `<b>${text}</b>` }));
		const body = html({
			class: 'mine',
			style: 'margin: 0',
			'data-x': '1',
			form: success(answered('Yes.', { citations: [citation] })),
			text: createRawSnippet((text: () => string) => ({ render: () => `<em>${text()}</em>` })),
			citation: snippet('source'),
			labelContent: snippet('label'),
			buttonContent: snippet('button'),
			children: snippet('children')
		} as Props);
		expect(body).toMatch(/<div class="mine" style="margin: 0" data-x="1"/);
		for (const part of [
			'<em>Yes.</em>',
			...['source', 'label', 'button', 'children'].map((text) => `<b>${text}</b>`)
		])
			expect(body).toContain(part);
		expect(html({ form: failure(), errorContent: snippet('error') } as Props)).toContain('<b>error</b>');
		expect(html({ empty: snippet('empty') } as Props)).toContain('<b>empty</b>');
	});

	test('shows whatever a citation says as text, and links to nothing else', () => {
		const odd = { fileId: '../../x?', page: `1"><b>`, name: 5, snippet: { b: 1 } };
		const body = html({ form: success(answered('Yes.', { citations: [odd] })) });
		expect(body).toContain(
			'href="./api/fastio/documents/files/..%2F..%2Fx%3F/content?inline#page=1%22%3E%3Cb%3E"'
		);
		expect(body).not.toContain('<b>');
	});

	test('links citations where the app says, or not at all', () => {
		const form = success(answered('Yes.', { citations: [citation, { ...citation, fileId: 'f2' }] }));
		const hrefs = html({
			form,
			citationHref: ({ fileId, page }: Citation) => (fileId === 'f2' ? undefined : `/view/${page}`)
		}).match(/href="[^"]+"/g);
		expect(hrefs).toEqual(['href="/view/3"']);
	});
});

test('citations of sound and video lead to their second', () => {
	const at = { fileId: 'f', name: 'a.mp4', snippet: '', seconds: 65.5 };
	expect(citationHref('/api/', 'd', at)).toBe('/api/d/files/f/content?inline#t=65.5');
	expect([0, 65.5, 3600, 36_061].map(clockTime)).toEqual(['0:00', '1:05', '1:00:00', '10:01:01']);
});
