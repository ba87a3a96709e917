import type { RequestHandler } from '@sveltejs/kit';
import { expectTypeOf } from 'vitest';
import { createFastioHandle, createFastioWebhook } from '../../src/server.ts';
import type { AgentEvent, FastioEvent, FastioLive, FileNotIndexedEvent } from '../../src/server.ts';

// A handler knows its event by the key it stands under.
const webhook = createFastioWebhook({
	secret: () => process.env['FASTIO_WEBHOOK_SECRET'],
	on: {
		'file.indexed': (event, { signal }) => {
			expectTypeOf(event.type).toEqualTypeOf<'file.indexed'>();
			expectTypeOf(event.fileId).toEqualTypeOf<string>();
			expectTypeOf(signal).toEqualTypeOf<AbortSignal>();
		},
		'file.not-indexed': (event) => expectTypeOf(event).toEqualTypeOf<FileNotIndexedEvent>(),
		'agent.responded': async (event) => expectTypeOf(event).toEqualTypeOf<AgentEvent>(),
		'*': (event) => expectTypeOf(event).toEqualTypeOf<FastioEvent>()
	}
});

// SvelteKit takes it, and so does the mount.
webhook satisfies RequestHandler;
createFastioHandle([], { webhook });

declare const live: FastioLive;
createFastioWebhook({ secret: ['new', () => 'old', undefined], schemes: ['t-v1'], live, answerFirst: true });

// @ts-expect-error nobody handles
createFastioWebhook({ secret: 'x' });
// @ts-expect-error either handlers or those of live
createFastioWebhook({ secret: 'x', live, on: {} });
// @ts-expect-error no such event
createFastioWebhook({ secret: 'x', on: { 'file.exploded': () => {} } });
// @ts-expect-error no such scheme
createFastioWebhook({ secret: 'x', on: {}, schemes: ['md5'] });
// @ts-expect-error the secret is required, be it undefined for now
createFastioWebhook({ on: {} });
