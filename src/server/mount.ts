import { isHttpError, isRedirect } from '@sveltejs/kit';
import type { RequestEvent } from '@sveltejs/kit';
import { FastioError } from '../rules/errors.ts';
import type { UploadFailure } from '../rules/results.ts';
import { capabilities } from './capabilities.ts';
import type { Definition } from './define.ts';
import { caught, failureResponse, jsonResponse } from './kit-errors.ts';
import { recordingEvent } from './mount-event.ts';
import { withBody } from './settle-body.ts';
import { answerRaw } from './stream.ts';

type Call = {
	method: 'GET' | 'POST';
	answer: (definition: Definition, event: RequestEvent) => Promise<Response>;
};

const CALLS: Record<string, Call> = {
	capabilities: {
		method: 'GET',
		answer: async (definition, event) => {
			try {
				return jsonResponse(await capabilities(definition, event), { status: 200 });
			} catch (thrown) {
				return failureResponse(caught(definition, thrown));
			}
		}
	},
	files: { method: 'POST', answer: (definition, event) => answerRaw(definition, event, 201) }
};

/**
 * Answers one call of the mount; `path` is what follows the base: `{definition}/{call}`. Unknown definitions and
 * calls are 404, other methods 405, in the same JSON shape as every failure.
 */
export async function answerMount(
	definitions: ReadonlyMap<string, Definition>,
	event: RequestEvent,
	path: string
): Promise<Response> {
	const [name = '', callName = '', ...rest] = path.split('/');
	const definition = definitions.get(name);
	const call = Object.hasOwn(CALLS, callName) && rest.length === 0 ? CALLS[callName] : undefined;
	if (!definition || !call) {
		return refuse(event, new FastioError('not-found', 'There is nothing here.'));
	}
	if (event.request.method !== call.method) {
		const response = await refuse(event, new FastioError('method-not-allowed', `Use ${call.method} here.`));
		response.headers.set('allow', call.method);
		return response;
	}
	const recording = recordingEvent(event);
	return recording.apply(await call.answer(definition, recording.event).catch(kitResponse));
}

/** What `redirect()` and `error()` of the app mean where no SvelteKit route answers. */
function kitResponse(thrown: unknown): Response {
	if (isRedirect(thrown)) {
		return new Response(null, { status: thrown.status, headers: { location: thrown.location } });
	}
	if (!isHttpError(thrown)) throw thrown;
	const code = thrown.status === 401 || thrown.status === 403 ? 'not-allowed' : 'rejected';
	const failure: UploadFailure = { success: false, error: thrown.body.message, code, files: [] };
	return jsonResponse(failure, { status: thrown.status });
}

async function refuse(event: RequestEvent, error: FastioError): Promise<Response> {
	const { close } = await withBody(event, async () => undefined);
	return failureResponse(error, { close });
}
