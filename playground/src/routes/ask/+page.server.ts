import { FastioError } from 'sveltekit-fastio/api';
import { createFastioActions } from 'sveltekit-fastio/server';
import { fastio, library } from '#lib/server/fastio.ts';
import type { PageServerLoad } from './$types';

/** What one question may name. */
const CHOICES = 100;

export const actions = createFastioActions(library, { ask: true });

export const load: PageServerLoad = async () => {
	try {
		const { entries } = await fastio.files.page({ pageSize: CHOICES });
		const files = entries.filter(({ kind }) => kind === 'file');
		return { files: files.map(({ fileId, name }) => ({ id: fileId, name })) };
	} catch (error) {
		if (!(error instanceof FastioError)) throw error;
		const problem =
			error.code === 'unsupported' ? 'This API flavour (v1) answers no questions.' : error.message;
		return { files: [], problem };
	}
};
