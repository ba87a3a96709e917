import { fail } from '@sveltejs/kit';
import {
	FASTIO_API_TOKEN,
	FASTIO_API_URL,
	FASTIO_SESSION_SECRET,
	FASTIO_WORKSPACE_ID
} from '$app/env/private';
import { createFastio } from 'sveltekit-fastio/server';
import { currentUser } from './user.ts';

export const fastio = createFastio({
	token: () => FASTIO_API_TOKEN,
	workspaceId: () => FASTIO_WORKSPACE_ID,
	apiUrl: () => FASTIO_API_URL,
	sessionSecret: () => FASTIO_SESSION_SECRET
});

/** Any type, any size: what the guide's form, its stream route and the profile page take. */
export const documents = fastio.define('documents', {
	authorize: 'public',
	maxFileBytes: Infinity,
	// The playground shows whoever may come in all there is; an app asks whose file it is.
	canRead: () => true
});

/** The same for a form with fields of its own. */
export const profiles = fastio.define('profiles', {
	authorize: 'public',
	maxFileBytes: Infinity
});

/** Small pictures only, to see how refusals look. */
export const images = fastio.define('images', {
	authorize: 'public',
	accept: ['image/png', 'image/jpeg', 'image/webp', 'image/gif'],
	maxFileBytes: 2 * 1024 ** 2,
	maxFiles: 3
});

/** A second kind on the same page. */
export const papers = fastio.define('papers', {
	authorize: 'public',
	accept: ['application/pdf'],
	maxFileBytes: 1024 ** 2,
	maxFiles: 1
});

/** Whole folders of anything: the dropzone and the headless queue. */
export const drops = fastio.define('drops', {
	authorize: 'public',
	identify: ({ cookies }) => currentUser(cookies),
	maxFileBytes: Infinity,
	maxFiles: 10_000
});

/** Files beside text fields, which travel before their form. */
export const applications = fastio.define('applications', {
	authorize: 'public',
	identify: ({ cookies }) => currentUser(cookies),
	maxFileBytes: Infinity,
	onUploaded: ({ fields }) => {
		const name = String(fields.get('name') ?? '').trim();
		if (name === '') return fail(400, { success: false, error: 'Please enter a name.' });
		return { name };
	}
});

/** Documents to ask about. */
export const library = fastio.define('library', {
	authorize: 'public',
	identify: ({ cookies }) => currentUser(cookies),
	maxFileBytes: Infinity,
	// The playground shows and answers whoever may come in all there is; an app asks whose files they are.
	canRead: () => true,
	canAsk: () => true
});
