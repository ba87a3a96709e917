import type { UploadFormState } from './upload-form-state.svelte.ts';

/** Which form's submission brought this `form` prop, so that two forms of one page do not show each other's results. */
const senders = new WeakMap<object, UploadFormState>();

/** The page's `form` prop will be this, by this form. */
export function rememberSender(form: object, state: UploadFormState): void {
	senders.set(form, state);
}

/** Whether the page's `form` prop came from the submission of another form since the page was loaded. */
export function isFromAnotherForm(form: object, state: UploadFormState): boolean {
	const sender = senders.get(form);
	return sender !== undefined && sender !== state;
}
