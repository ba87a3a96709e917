import { checkCandidate, refusal, refuse } from './intake.ts';
import type { Intake } from './intake.ts';
import type { Item } from './item.svelte.ts';
import { runFile } from './run.ts';
import type { Schedule } from './schedule.ts';
import { allows } from './states.ts';
import type { FileAction } from './states.ts';
import { tell } from './tell.ts';

/** What can be done to the files of a queue. */
export interface Actions {
	/** Does it where it means something. */
	act(item: Item, action: FileAction | 'remove'): void;
	/** The same to every file. */
	each(action: FileAction): void;
	/** Takes files off the list, and leaves nothing of them upstream. */
	drop(gone: (item: Item) => boolean): void;
	/** Lets queued files start, also where they don't by themselves. */
	start(): void;
	/** Takes a file to its end. Never rejects. */
	run(item: Item): Promise<void>;
	/** Stops what the lost connection stops. */
	wentOffline(): void;
}

export function createActions(intake: Intake, schedule: Schedule): Actions {
	const { list, transport, passed } = intake;
	const { options } = transport;
	const known: Record<FileAction, (item: Item) => void> = {
		pause: (item) => halt(item, 'paused'),
		resume(item) {
			item.queue();
			passed();
		},
		retry(item) {
			// It counted for nothing meanwhile.
			const error = item.own.status === 'cancelled' && checkCandidate(intake, item);
			if (error) return refuse(intake, [refusal(item, error)]);
			// A held file comes here when its token is no longer good.
			if (item.own.status === 'stored') item.session = undefined;
			if (!item.session) item.sentBytes = 0;
			item.queue();
			start();
		},
		cancel(item) {
			stop(item);
			item.set({ status: 'cancelled' });
			item.discard();
			item.sentBytes = 0;
			tell(options.oncancelled, item as never);
			schedule.pump();
		}
	};

	/** Stops a file where it is. */
	function halt(item: Item, waiting?: 'paused'): void {
		stop(item);
		item.queue(waiting);
		schedule.pump();
	}
	function stop(item: Item): void {
		item.control?.abort();
		item.control = undefined;
		schedule.active.delete(item);
	}
	function start(): void {
		schedule.running = true;
		passed();
	}
	function drop(gone: (item: Item) => boolean): void {
		for (const item of list.drop(gone)) item.discard();
		passed();
	}
	function act(item: Item, action: FileAction | 'remove'): void {
		if (action === 'remove') {
			act(item, 'cancel');
			drop((other) => other === item);
		} else if (allows(item.own, action)) known[action](item);
	}

	return {
		act,
		each(action) {
			for (const item of list.files) act(item, action);
		},
		drop,
		start,
		async run(item) {
			const control = (item.control = new AbortController());
			const end = await runFile(intake, item, control.signal);
			if (!control.signal.aborted) {
				stop(item);
				item.set(end);
				if (end.status === 'failed') tell(options.onfailed, item as never, end.error);
				else tell(options.onuploaded, item as never);
			}
			schedule.pump();
		},
		wentOffline() {
			// One request that is all sent may have been stored: its answer is waited for.
			for (const item of schedule.active) {
				if (item.session || item.own.status !== 'storing') halt(item);
			}
		}
	};
}
