import type { FileState, UploaderTotals } from './types.ts';

type Status = FileState['status'];

const UNDER_WAY: readonly Status[] = [
	'queued',
	'uploading',
	'assembling',
	'storing',
	'stored',
	'failed',
	'cancelled'
];

/** What may follow each status. What is missing here can't happen, whatever answer comes late. */
export const NEXT: Readonly<Record<Status, readonly Status[]>> = {
	queued: ['queued', 'uploading', 'failed', 'cancelled'],
	uploading: UNDER_WAY,
	assembling: UNDER_WAY,
	storing: UNDER_WAY,
	// A held file whose token is gone starts again.
	stored: ['queued', 'indexing', 'ready', 'failed'],
	indexing: ['ready', 'failed'],
	ready: [],
	failed: ['queued'],
	cancelled: ['queued']
};

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
	return COUNTED_AS[status] === 'queued' || COUNTED_AS[status] === 'active';
}

/** Which number of the totals a file in this status is in. */
export const COUNTED_AS = {
	queued: 'queued',
	uploading: 'active',
	assembling: 'active',
	storing: 'active',
	stored: 'stored',
	indexing: 'stored',
	ready: 'stored',
	failed: 'failed',
	cancelled: 'cancelled'
} as const satisfies Record<Status, keyof UploaderTotals>;
