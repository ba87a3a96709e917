import type { RequestEvent } from '@sveltejs/kit';
import { FastioError } from '../rules/errors.ts';
import { answerAsk } from './ask/answer-ask.ts';
import { capabilities } from './capabilities.ts';
import type { Definition } from './define.ts';
import { sendContent } from './files/content.ts';
import { fileDetails } from './files/details.ts';
import { listFiles } from './files/list.ts';
import { removeFile } from './files/remove.ts';
import { caught, failureResponse, jsonResponse, kitResponse } from './kit-errors.ts';
import type { MountCall, MountSettings } from './mount-call.ts';
import { recordingEvent } from './mount-event.ts';
import { withBody } from './settle-body.ts';
import { answerRaw } from './stream.ts';
import { cancelUpload } from './upload-cancel.ts';
import { completeUpload } from './upload-complete.ts';
import { openUpload } from './upload-open.ts';
import { putSlice } from './upload-slice.ts';
import { uploadStatus } from './upload-status.ts';

/** One call of the mount. */
export interface MountRoute {
	method: 'GET' | 'POST' | 'PUT' | 'DELETE';
	/** What follows `{base}/{definition}/`; a segment with a colon is variable. */
	path: string;
	/** The call is there only where the definition gives this rule. */
	needs?: 'canRead' | 'canRemove' | 'canAsk';
	answer: (call: MountCall) => Promise<Response>;
}

/** Every call there is; `docs/http.md` lists them. */
export const MOUNT_ROUTES: readonly MountRoute[] = [
	{ method: 'GET', path: 'capabilities', answer: answerCapabilities },
	{ method: 'POST', path: 'files', answer: ({ definition, event }) => answerRaw(definition, event, 201) },
	{ method: 'GET', path: 'files', needs: 'canRead', answer: listFiles },
	{ method: 'GET', path: 'files/:id', needs: 'canRead', answer: fileDetails },
	{ method: 'GET', path: 'files/:id/content', needs: 'canRead', answer: sendContent },
	{ method: 'DELETE', path: 'files/:id', needs: 'canRemove', answer: removeFile },
	{ method: 'POST', path: 'ask', needs: 'canAsk', answer: answerAsk },
	{ method: 'POST', path: 'uploads', answer: openUpload },
	{ method: 'GET', path: 'uploads/:id', answer: uploadStatus },
	{ method: 'DELETE', path: 'uploads/:id', answer: cancelUpload },
	{ method: 'PUT', path: 'uploads/:id/chunks/:n', answer: putSlice },
	{ method: 'POST', path: 'uploads/:id/complete', answer: completeUpload }
];

/**
 * Answers one call of the mount; `path` is what follows the base: `{definition}/{call}`. Unknown definitions and
 * calls are 404, other methods 405, in the same JSON shape as every failure.
 */
export async function answerMount(
	definitions: ReadonlyMap<string, Definition>,
	event: RequestEvent,
	path: string,
	settings: MountSettings
): Promise<Response> {
	const [name = '', ...segments] = path.split('/');
	const definition = definitions.get(name);
	const matches = MOUNT_ROUTES.flatMap((route) => {
		if (route.needs && !definition?.rules[route.needs]) return [];
		const params = match(route.path, segments);
		return params ? [{ route, params }] : [];
	});
	if (!definition || matches.length === 0) {
		return refuse(event, new FastioError('not-found', 'There is nothing here.'));
	}
	const found = matches.find(({ route }) => route.method === event.request.method);
	if (!found) {
		const methods = matches.map(({ route }) => route.method);
		const use = `Use ${methods.join(' or ')} here.`;
		const response = await refuse(event, new FastioError('method-not-allowed', use));
		response.headers.set('allow', methods.join(', '));
		return response;
	}
	const recording = recordingEvent(event);
	const call: MountCall = { definition, event: recording.event, params: found.params, settings };
	const answer = await found.route.answer(call).catch((thrown: unknown) => {
		const answer = kitResponse(thrown, found.route.path.startsWith('uploads'));
		if (answer) return answer;
		throw thrown;
	});
	return recording.apply(answer);
}

/** The variable segments by name, or `undefined` when this is not the path. */
function match(pattern: string, segments: readonly string[]): Record<string, string> | undefined {
	const expected = pattern.split('/');
	if (expected.length !== segments.length) return undefined;
	const params: Record<string, string> = {};
	for (const [index, part] of expected.entries()) {
		const segment = segments[index]!;
		if (part.startsWith(':')) params[part.slice(1)] = segment;
		else if (part !== segment) return undefined;
	}
	return params;
}

async function answerCapabilities({ definition, event, settings }: MountCall): Promise<Response> {
	try {
		const answer = await capabilities(definition, event, settings.maxRequestBytes);
		return jsonResponse(answer, { status: 200 });
	} catch (thrown) {
		return failureResponse(caught(definition, thrown));
	}
}

async function refuse(event: RequestEvent, error: FastioError): Promise<Response> {
	const { close } = await withBody(event, async () => undefined);
	return failureResponse(error, { close });
}
