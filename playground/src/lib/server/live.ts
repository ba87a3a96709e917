import { FASTIO_LIVE_SOURCE, FASTIO_WEBHOOK_SECRET } from '$app/env/private';
import { createFastioLive, createFastioWebhook, type FastioEvent } from 'sveltekit-fastio/server';
import { fastio } from './fastio.ts';

/** Events that `/live` shows to a page that has just come. */
const KEPT = 200;

const SOURCES = ['auto', 'poll', 'webhook'] as const;

const recent: FastioEvent[] = [];

/** What happens in the workspace: an app's handlers write to its database, these keep a list. */
export const live = createFastioLive({
	fastio,
	source: SOURCES.find((source) => source === FASTIO_LIVE_SOURCE) ?? 'auto',
	// The playground shows whoever may come in all there is; an app asks whose file it is.
	authorize: 'public',
	canSee: 'public',
	on: {
		'*': (event) => {
			recent.push(event);
			if (recent.length > KEPT) recent.shift();
		}
	}
});

/** `POST /api/fastio/webhook`: the scheme with a timestamp. The guide's own route takes the guide's. */
export const webhook = createFastioWebhook({ secret: () => FASTIO_WEBHOOK_SECRET, schemes: ['t-v1'], live });

/** What has happened since the server began, the newest last. */
export function recentEvents(): readonly FastioEvent[] {
	return recent;
}

export function forgetEvents(): void {
	recent.length = 0;
}
