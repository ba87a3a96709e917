import { Refusal } from '../http/refusal.ts';
import type { EventLog } from './event-log.ts';

/** The position in a log as clients get it: opaque. */
export const cursorText = ({ epoch }: EventLog, seq: number): string =>
	Buffer.from(`${epoch}:${seq}`).toString('base64url');

/**
 * The position that a cursor of the change feed stands for.
 *
 * @throws Refusal 406/158008 for one that this log didn't give, 406/187907 when events after it are gone.
 */
export function positionOf(log: EventLog, cursor: string): number {
	const [epoch, digits = ''] = Buffer.from(cursor, 'base64url').toString('latin1').split(':');
	const seq = /^\d{1,15}$/.test(digits) ? Number(digits) : Number.NaN;
	// Comparing with what would have been given refuses every other spelling of the same bytes as well.
	if (epoch !== log.epoch || !(seq <= log.head) || cursorText(log, seq) !== cursor) {
		throw new Refusal(406, 158008, 'The cursor is not known. Start again without one.', {
			params: { reason: 'cursor_invalid' }
		});
	}
	if (seq < log.oldest - 1) {
		throw new Refusal(406, 187907, 'The cursor is too old. Start again without one.', {
			params: { reason: 'cursor_expired' }
		});
	}
	return seq;
}
