import { tick } from 'svelte';

/**
 * Call before the row of a button goes away: gives the focus to the same button of a neighbour, else to the next thing
 * of the list that takes it.
 */
export function passFocusOn(button: HTMLElement): void {
	const row = button.closest('li');
	const root = button.closest('[data-fastio-list]');
	const last = (near: Element | null | undefined) => near?.querySelector<HTMLElement>('button:last-of-type');
	const next = last(row?.nextElementSibling) ?? last(row?.previousElementSibling);
	void tick().then(() => {
		if (button.isConnected) return;
		const target = next?.isConnected ? next : root?.querySelector<HTMLElement>('button');
		const around = root?.closest('form') ?? document;
		const zone = around.querySelector<HTMLElement>('[data-fastio-dropzone] input');
		(target ?? zone)?.focus();
	});
}
