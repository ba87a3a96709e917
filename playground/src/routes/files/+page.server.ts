import { FastioError } from 'sveltekit-fastio/api';
import { fastio } from '#lib/server/fastio.ts';
import type { PageServerLoad } from './$types';

const SHOWN = 100;

export const load: PageServerLoad = async () => {
	try {
		const files = [];
		for await (const file of fastio.files.list()) {
			if (file.kind === 'file') files.push(file);
		}
		files.sort((a, b) => (b.createdAt?.getTime() ?? 0) - (a.createdAt?.getTime() ?? 0));
		return { files: files.slice(0, SHOWN), total: files.length };
	} catch (error) {
		if (!(error instanceof FastioError)) throw error;
		const problem = error.code === 'unsupported' ? 'This API flavour (v1) cannot list files.' : error.message;
		return { files: [], total: 0, problem };
	}
};
