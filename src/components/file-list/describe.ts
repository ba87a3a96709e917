import type { FileState, UploaderFile } from '../uploader/types.ts';
import type { FileListStrings } from './strings.ts';

/** What the list says of where a file is. */
export function describe(state: FileState, size: number, words: FileListStrings): string {
	switch (state.status) {
		case 'queued':
			return {
				none: words.queued,
				checking: words.checking,
				paused: words.paused,
				offline: words.offline,
				retry: words.retrying
			}[state.waiting ?? 'none'];
		case 'uploading':
			return words.uploading({ ...state, percent: percentOf(state.sentBytes, size) });
		case 'failed':
			return state.error.message;
		case 'stored':
			if (state.token !== undefined) return words.held;
			return state.notIndexed ? words.notIndexed(state.notIndexed) : words.stored;
		default:
			return words[state.status];
	}
}

/** Whole percent, rounded down. An empty file has nothing to send. */
export function percentOf(sentBytes: number, size: number): number {
	return size === 0 ? 100 : Math.min(100, Math.floor((sentBytes / size) * 100));
}

/** How far a file is, 0 to 100; `undefined` where a bar would say nothing. */
export function barOf({ state, size }: Pick<UploaderFile, 'state' | 'size'>): number | undefined {
	if (state.status === 'assembling' || state.status === 'storing') return 100;
	if (state.status !== 'uploading' && state.status !== 'queued') return undefined;
	if (state.status === 'queued' && state.sentBytes === 0) return undefined;
	return percentOf(state.sentBytes, size);
}

/** What can be done with a file now, in the order of its buttons. */
export function actionsOf({
	state,
	resumable
}: Pick<UploaderFile, 'state' | 'resumable'>): ('pause' | 'resume' | 'retry' | 'cancel' | 'remove')[] {
	switch (state.status) {
		case 'queued':
			return [state.waiting === 'paused' ? 'resume' : 'pause', 'cancel'];
		case 'uploading':
			return resumable === false ? ['cancel'] : ['pause', 'cancel'];
		case 'assembling':
		case 'storing':
			return ['cancel'];
		case 'failed':
			return state.error.retryable ? ['retry', 'remove'] : ['remove'];
		case 'cancelled':
			return ['retry', 'remove'];
		default:
			return ['remove'];
	}
}
