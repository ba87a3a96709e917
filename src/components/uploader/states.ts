import type { FileState } from './types.ts';

type Status = FileState['status'];

/** What may follow a status. Anything may follow one under way. */
const NEXT: Readonly<Partial<Record<Status, readonly Status[]>>> = {
	queued: ['queued', 'uploading', 'failed', 'cancelled'],
	// A held file whose token is gone starts again.
	stored: ['queued', 'stored', 'indexing', 'ready'],
	indexing: ['stored', 'ready'],
	ready: [],
	failed: ['queued'],
	cancelled: ['queued']
};

/** Whether one status may follow another. What may not can't happen, whatever answer comes late. */
export function mayFollow(before: Status, after: Status): boolean {
	return NEXT[before]?.includes(after) ?? true;
}

/** What a visitor may do with a file. */
export type FileAction = 'pause' | 'resume' | 'retry' | 'cancel';

/** Whether an action means anything in this state: what a row of the list shows a button for. */
export function allows(state: FileState, action: FileAction): boolean {
	const { status } = state;
	const waiting = status === 'queued' ? state.waiting : undefined;
	if (action === 'cancel') return isPending(state);
	if (action === 'resume') return waiting === 'paused';
	if (action === 'pause') {
		return status === 'uploading' || (status === 'queued' && waiting !== 'paused' && waiting !== 'checking');
	}
	return (
		status === 'cancelled' ||
		(status === 'failed' && state.error.retryable) ||
		(status === 'stored' && state.token !== undefined)
	);
}

/** Queued or under way. */
export function isPending({ status }: FileState): boolean {
	return ['queued', 'active'].includes(countedAs(status));
}

const COUNTED_AS = {
	uploading: 'active',
	assembling: 'active',
	storing: 'active',
	indexing: 'stored',
	ready: 'stored'
} as const;

/** Which number of the totals a file in this status is in. */
export function countedAs(status: Status): 'queued' | 'active' | 'stored' | 'failed' | 'cancelled' {
	return status in COUNTED_AS ? COUNTED_AS[status as keyof typeof COUNTED_AS] : (status as never);
}
