import { applyAction, deserialize, enhance } from '$app/forms';
import * as navigation from '$app/navigation';
import { resolve } from '$app/paths';

export { deserialize, enhance };

/** What `use:enhance` takes. Derived, because the type moved between SvelteKit 2 (`@sveltejs/kit`) and 3 (`$app/forms`). */
export type SubmitFunction = NonNullable<Parameters<typeof enhance>[1]>;

/** What a form action answers, in the shape of the installed SvelteKit. */
export type ActionResult = Parameters<typeof applyAction>[0];

/** How a result takes effect on the page. */
export interface ApplyOptions {
	/** Where the form was posted to. */
	action: URL;
	formElement: HTMLFormElement;
	/** Empty the form after a success. */
	reset: boolean;
	/** Run the page's `load` functions again after a success. */
	refresh: boolean;
}

/**
 * Does with a result what `use:enhance` does by default, in SvelteKit 2 and 3: resets the form, reloads the page's
 * data, fills the `form` prop, follows redirects, renders the error page.
 *
 * An action of another page: SvelteKit 3 navigates to it on success, SvelteKit 2 stays; so do we. A failure of such an
 * action stays on this page in both, where its message can be shown beside the field. `form` of the other page
 * can't be filled from here: SvelteKit keeps that call private.
 */
export async function applyResult(result: ActionResult, options: ApplyOptions): Promise<void> {
	if (result.type === 'redirect' || result.type === 'error') return applyAction(result);
	// From the prototype, because an `<input name="reset">` hides the method of the element.
	if (result.type === 'success' && options.reset) HTMLFormElement.prototype.reset.call(options.formElement);

	const refresh = result.type === 'success' && options.refresh;
	if (isThisPage(options.action)) {
		if (refresh) await refreshPage();
		return applyAction(result);
	}
	const landing = 'location' in result ? result.location : undefined;
	if (result.type === 'success' && landing !== undefined) {
		await navigation.goto(landing);
		return;
	}
	if (refresh) await refreshPage();
}

function isThisPage(action: URL): boolean {
	return action.origin === location.origin && action.pathname === location.pathname;
}

/** `refreshAll` keeps `page.state`; SvelteKit 2 before 2.17 has only `invalidateAll`. */
function refreshPage(): Promise<void> {
	return (navigation.refreshAll ?? navigation.invalidateAll)();
}

/** Where the mount is unless told otherwise: `/api/fastio` under the app's base path. Right in browsers only. */
export function defaultEndpoint(): string {
	return (resolve as (path: string) => string)('/api/fastio');
}
