import type { LiveFiles, LiveFileState } from '../../rules/live.ts';
import { call } from './call.ts';
import type { LiveEnvironment } from './environment.ts';

/** Files that one call asks for. */
const FILES_PER_CALL = 100;
/** How often a question is asked that is not answered. */
const MAX_TRIES = 5;

/** Asks where files are, a hundred at a time, and again where there was no answer. Never rejects. */
export async function askFiles(
	env: LiveEnvironment,
	url: string,
	fileIds: string[],
	answer: (fileId: string, state: LiveFileState, askedAt: number) => void,
	signal: AbortSignal
): Promise<void> {
	let tries = 0;
	while (fileIds.length > 0 && !signal.aborted) {
		const ids = fileIds.slice(0, FILES_PER_CALL).map(encodeURIComponent);
		const askedAt = env.now();
		const { status, body, waitMs } = await call<LiveFiles>(env, `${url}/files?ids=${ids.join()}`, signal);
		for (const fileId in body?.files) answer(fileId, body.files[fileId]!, askedAt);
		tries += 1;
		// Refused is refused.
		const again = tries < MAX_TRIES && (status === 0 || status === 429 || status > 501);
		if (again) await new Promise<void>((go) => void env.after(waitMs + env.pauseMs(tries), go));
		else {
			tries = 0;
			fileIds = fileIds.slice(FILES_PER_CALL);
		}
	}
}
