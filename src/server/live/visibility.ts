import type { FastioEvent } from '../../rules/events.ts';
import type { FastioLiveOptions, LiveConnection } from './options.ts';

/** Whether a page may be told of an event. Never rejects. */
export type MaySee = (event: FastioEvent) => Promise<boolean>;

/** The app's `canSee` for one page. What throws hides the event, and is reported: an error must not show it. */
export function maySee(
	canSee: FastioLiveOptions['canSee'],
	live: LiveConnection,
	onError: (error: unknown) => void
): MaySee {
	return async (event) => {
		if (canSee === 'public') return true;
		try {
			return (await canSee(event, live)) === true;
		} catch (error) {
			onError(error);
			return false;
		}
	};
}
