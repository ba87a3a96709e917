import { tick } from 'svelte';
import type { SubmitFunction } from './kit.ts';

/**
 * Gives the keyboard its place back after a submission. The submit button is disabled meanwhile and the cancel button
 * goes away, so the browser drops the focus; SvelteKit resets it to the page's start after a success. A failure
 * focuses the first invalid field, whose error is then read out, anything else the submit button. Focus that the
 * visitor moved out of the form stays where it is.
 */
export function keepFocus(submit: SubmitFunction): SubmitFunction {
	return async (input) => {
		const { formElement } = input;
		const after = await submit(input);
		if (!after) return giveBack(formElement);
		return async (answer) => {
			await after(answer);
			await giveBack(formElement);
		};
	};
}

async function giveBack(form: HTMLFormElement): Promise<void> {
	await tick();
	const focused = document.activeElement;
	if (!form.isConnected) return;
	// The body, or the target of the URL's #fragment, is where SvelteKit puts the focus.
	const isElsewhere = focused !== null && !focused.contains(form) && !form.contains(focused);
	if (isElsewhere) return;
	const target =
		form.querySelector<HTMLElement>('[aria-invalid="true"]') ??
		form.querySelector<HTMLElement>('[type="submit"]:not(:disabled)');
	target?.focus({ preventScroll: true });
}

/** Gives the focus of a button that is about to go away to the progress beside it, whose state is why it goes. */
export function passFocusOn(button: HTMLElement | undefined): void {
	if (!button || document.activeElement !== button) return;
	const progress = button.closest('form')?.querySelector<HTMLElement>('[data-fastio-progress]');
	progress?.focus({ preventScroll: true });
}
