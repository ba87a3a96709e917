import { fail } from '@sveltejs/kit';
import { forgetEvents, recentEvents } from '#lib/server/live.ts';
import { SENDABLE, sendEvent } from '#lib/server/send-event.ts';
import { target } from '#lib/server/target.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = ({ url }) => ({
	type: url.searchParams.get('type') ?? '',
	events: recentEvents().map((event) => {
		// Never what an event holds beside this: `data` of unknown ones is the sender's own.
		const { id, type, at, fileId, name, reason, chatId } = event as typeof event & Record<string, unknown>;
		return { id, type, at, ...asTexts({ fileId, name, reason, chatId }) };
	}),
	canSend: target().emulator
});

export const actions: Actions = {
	send: async ({ request, url }) => {
		const wanted = (await request.formData()).get('what');
		const what = SENDABLE.find((one) => one === wanted);
		if (!what || !target().emulator) return fail(400, { problem: 'There is no such event to send.' });
		try {
			return { said: await sendEvent(what, latestFile(), `${url.origin}/api/fastio/webhook`) };
		} catch (error) {
			return fail(502, { problem: error instanceof Error ? error.message : 'The emulator did not answer.' });
		}
	},
	clear: () => {
		forgetEvents();
		return { said: 'The log is empty.' };
	}
};

/** The file that was heard of last, or one that there might be. */
function latestFile(): { id: string; name: string } {
	for (const event of recentEvents().toReversed()) {
		if ('fileId' in event && event.fileId) {
			return { id: event.fileId, name: 'name' in event && event.name ? event.name : 'report.pdf' };
		}
	}
	return { id: 'demo-file', name: 'report.pdf' };
}

function asTexts<K extends string>(values: Record<K, unknown>): Partial<Record<K, string>> {
	const texts = Object.entries(values).filter(([, value]) => typeof value === 'string');
	return Object.fromEntries(texts) as Partial<Record<K, string>>;
}
