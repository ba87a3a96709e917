import { render } from 'svelte/server';
import { createRawSnippet, type Component, type ComponentProps } from 'svelte';
import { describe, expect, test, vi } from 'vitest';
import { de } from '../../../src/components/locales/de.ts';

vi.mock('$app/forms', () => ({ applyAction: () => {}, deserialize: JSON.parse, enhance: () => {} }));
vi.mock('$app/navigation', () => ({ goto: () => {}, refreshAll: () => {}, invalidateAll: () => {} }));

const { default: FastioUpload } = await import('../../../src/components/FastioUpload.svelte');

function html(props: ComponentProps<typeof FastioUpload> = {}): string {
	return render(FastioUpload as Component, { props }).body.replace(/<!--.*?-->/gs, '');
}

const stored = { fileId: 'f1', name: 'a.pdf', size: 3, type: 'application/pdf', field: 'file' };

describe('FastioUpload rendered on the server', () => {
	test('is a form that a browser without JavaScript can post', () => {
		const body = html();
		expect(body).toMatch(/<form[^>]* method="POST" enctype="multipart\/form-data" action="\?\/upload"/);
		const input = /<input[^>]*>/.exec(body)![0];
		expect(input).toContain('type="file"');
		expect(input).toContain('name="file"');
		expect(input).toContain('required');
		expect(body).not.toContain('disabled');
		expect(body).toMatch(/<button type="submit"[^>]*>\s*Upload File\s*<\/button>/);
	});

	test('is the same form with a queue: a native input, its label, and no button but the one that posts', () => {
		const body = html({ to: 'documents', multiple: true });
		const input = /<input[^>]*>/.exec(body)![0];
		for (const part of ['type="file"', 'name="file"', 'required', 'multiple']) expect(input).toContain(part);
		expect(body).toContain('data-fastio-native');
		expect(body.match(/<label/g)).toHaveLength(1);
		expect(body.match(/<button/g)).toHaveLength(1);
		expect(body.match(/role="status"/g)).toHaveLength(1);
		expect(body).not.toContain('disabled');
	});

	test('lists the files of a submission as stored, with live and without JavaScript', () => {
		const form = { success: true, filename: 'a.pdf', fileId: 'f1', files: [stored], result: undefined };
		const body = html({ form, live: true, locale: de });
		expect(body).toMatch(
			/<li data-fastio-file="stored"[^>]*>\s*<bdi[^>]*>a\.pdf<\/bdi>\s*<bdi[^>]*>Gespeichert</
		);
		expect(html({ form })).not.toContain('data-fastio-stored-files');
	});

	test('speaks the language of its locale, and words of its own before that', () => {
		const body = html({ locale: de, strings: { submit: 'Los' } });
		expect(body).toContain('Datei auswählen');
		expect(body).toMatch(/<button[^>]*>\s*Los\s*</);
	});

	test('ties the label to the input', () => {
		const body = html({ label: 'Contract' });
		const id = /<label for="([^"]+)"/.exec(body)![1];
		expect(body).toContain(`<input id="${id}"`);
		expect(body).toMatch(/<label[^>]*>\s*Contract\s*<\/label>/);
	});

	test('takes the id of its input, the name, the action and the definition from props', () => {
		const body = html({ id: 'fileInput', name: 'doc', action: '/other?/send', to: 'documents' });
		expect(body).toContain('for="fileInput"');
		expect(body).toContain('id="fileInput"');
		expect(body).toContain('name="doc"');
		expect(body).toContain('action="/other?/send"');
		expect(body).toContain('data-fastio-to="documents"');
	});

	test('writes an accept list as the attribute wants it', () => {
		expect(html({ accept: ['image/*', '.pdf'] })).toContain('accept="image/*,.pdf"');
		expect(html({ accept: '.csv' })).toContain('accept=".csv"');
		expect(html()).not.toContain('accept=');
	});

	test('passes class, style and further attributes through to the form, but not method or enctype', () => {
		const props = { class: ['mine', { wide: true }], style: 'margin: 0', 'data-x': '1', method: 'get' };
		const form = /<form[^>]*>/.exec(html(props as never))![0];
		expect(form).toContain('class="mine wide"');
		expect(form).toContain('margin: 0');
		expect(form).toContain('data-x="1"');
		expect(form).toContain('method="POST"');
	});

	test('shows the success of the form prop in an element of class success', () => {
		const form = { success: true, filename: 'a.pdf', fileId: 'f1', files: [stored], result: undefined };
		const body = html({ form });
		expect(body).toMatch(/<div class="success"[^>]*>\s*File uploaded successfully: a\.pdf\s*<\/div>/);
		expect(body).toContain('data-fastio-status="done"');
	});

	test('shows the failure of the form prop as an alert that describes the invalid input', () => {
		const body = html({
			form: { success: false, error: 'Too large & heavy.', code: 'file-too-large', files: [] }
		});
		const id = /aria-describedby="([^"]+)"/.exec(body)![1];
		expect(body).toMatch(new RegExp(`<div class="error" role="alert" id="${id}"`));
		expect(body).toContain('Too large &amp; heavy.');
		expect(body).toContain('aria-invalid="true"');
		expect(body).toContain('data-fastio-code="file-too-large"');
	});

	test('lists what happened to each file when several were sent and one failed', () => {
		const failed = { status: 'failed', name: 'b.exe', code: 'type-not-allowed', error: 'Not a picture.' };
		const body = html({
			form: {
				success: false,
				error: 'One file was refused.',
				code: 'type-not-allowed',
				files: [{ status: 'stored', ...stored }, failed]
			}
		});
		expect(body).toContain('<li>a.pdf: stored</li>');
		expect(body).toContain('<li>b.exe: Not a picture.</li>');
	});

	test('shows the error of an action written by hand', () => {
		expect(html({ form: { error: 'No file was provided.' } })).toContain('No file was provided.');
	});

	test('ignores the data of other actions and results that name another field', () => {
		const quiet = 'data-fastio-status="idle"';
		expect(html({ form: { saved: true } })).toContain(quiet);
		const form = {
			success: true,
			filename: 'a.pdf',
			fileId: 'f1',
			files: [{ ...stored, field: 'avatar' }],
			result: undefined
		};
		expect(html({ form })).toContain(quiet);
		expect(html({ form, name: 'avatar' })).toContain('data-fastio-status="done"');
	});

	test('replaces words one by one and keeps the rest in English', () => {
		const body = html({ strings: { submit: 'Senden', label: undefined } as never });
		expect(body).toContain('Senden');
		expect(body).toContain('Select a file');
	});

	test('hands what its form needs to a form of your own', () => {
		let given: Record<string, unknown> = {};
		const child = createRawSnippet<[{ props: Record<string, unknown> }]>((argument) => {
			given = argument().props;
			return { render: () => '<form id="mine"></form>' };
		});
		const body = html({ child: child as never, class: 'wide', action: '?/send' });
		expect(body.match(/<form/g)).toHaveLength(1);
		expect(given).toMatchObject({
			method: 'POST',
			enctype: 'multipart/form-data',
			action: '?/send',
			class: 'wide',
			'data-fastio-upload': ''
		});
	});

	test('renders snippets in the place of its parts', () => {
		const text = (value: string) => createRawSnippet(() => ({ render: () => `<b>${value}</b>` }));
		const body = html({
			form: { success: false, error: 'x', code: 'internal', files: [] },
			children: text('fields'),
			labelContent: text('label'),
			buttonContent: text('button'),
			errorContent: text('error')
		});
		for (const part of ['fields', 'label', 'button', 'error']) expect(body).toContain(`<b>${part}</b>`);
	});
});
