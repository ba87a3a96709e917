import type { Action, ActionFailure, Actions, RequestEvent, RequestHandler } from '@sveltejs/kit';
import { sequence } from '@sveltejs/kit/hooks';
import type { Handle } from '@sveltejs/kit/hooks';
import { expectTypeOf } from 'vitest';
import {
	createFastio,
	createFastioActions,
	createFastioHandle,
	createFastioStream,
	FastioApiError,
	isFastioFile,
	memoryBroker
} from '../../src/server.ts';
import type { Broker, FastioErrorCode, FastioFile, UploadFailure, UploadSuccess } from '../../src/server.ts';

const fastio = createFastio({ token: 'secret', workspaceId: () => undefined });
expectTypeOf(fastio.broker).toEqualTypeOf<Broker>();
createFastio({ token: 'secret', workspaceId: 'w', broker: memoryBroker() });

// What onUploaded returns is what the page gets as `result`.
const saved = fastio.define('saved', { authorize: 'public', onUploaded: async () => ({ rows: 2 }) });
const plain = fastio.define('plain', { authorize: ({ locals }) => 'user' in locals });
expectTypeOf(createFastioActions(saved).upload).returns.resolves.toEqualTypeOf<
	UploadSuccess<{ rows: number }> | ActionFailure<UploadFailure>
>();
expectTypeOf<
	Extract<
		Awaited<ReturnType<ReturnType<typeof createFastioActions<undefined>>['upload']>>,
		{ success: true }
	>['result']
>().toEqualTypeOf<undefined>();

// SvelteKit takes what we make.
createFastioActions(plain) satisfies Actions;
createFastioActions(saved).upload satisfies Action;
createFastioStream(saved) satisfies RequestHandler;
const handle: Handle = createFastioHandle([saved, plain], { streamForms: { '/profile': saved } });
sequence(handle, createFastioHandle([plain]));

// @ts-expect-error authorize is required: nobody uploads by accident
fastio.define('open', {});
// @ts-expect-error a path starts with a slash
createFastioHandle([plain], { streamForms: { profile: plain } });
// @ts-expect-error a misspelt rule is an error, not a rule that never runs
fastio.define('typo', { authorize: 'public', maxFileByte: 3 });

expectTypeOf<FastioErrorCode>().extract<'type-not-allowed'>().toEqualTypeOf<'type-not-allowed'>();
expectTypeOf<FastioApiError['status']>().toEqualTypeOf<number>();
expectTypeOf(isFastioFile).guards.toEqualTypeOf<FastioFile>();
expectTypeOf<
	Parameters<NonNullable<Parameters<typeof fastio.define>[1]['destination']>>[0]
>().toEqualTypeOf<RequestEvent>();
