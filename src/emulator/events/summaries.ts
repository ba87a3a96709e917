import { utcText } from '../dates.ts';
import { profileIdJson } from '../http/envelope.ts';
import type { State } from '../state.ts';
import { type OutputLevel, shownId } from '../store/node-view.ts';
import type { LoggedEvent } from './event-log.ts';

/** Events that `emulator.events()` shows. */
const SHOWN_EVENTS = 1000;
const MAX_NAME_CHARACTERS = 200;

/** One event of the log. */
export interface EventSummary {
	id: string;
	/** Fast.io's name, such as `workspace_storage_file_added`. */
	event: string;
	/** The node, chat or workspace it is about. */
	objectId: string;
	/** ISO 8601. */
	at: string;
}

/** An event to add. */
export interface AddedEvent {
	/** Fast.io's name, or any other. */
	event: string;
	/** Default: the workspace. */
	objectId?: string;
	/** Default `workspace`. */
	category?: string;
	/** Default `storage`. */
	subCategory?: string;
}

const summaryOf = ({ id, event, objectId, at }: LoggedEvent): EventSummary => ({
	id,
	event,
	objectId,
	at: at.toISOString()
});

/** The newest events, oldest first. */
export const eventSummaries = ({ events }: State): EventSummary[] =>
	[...events.after(events.head - SHOWN_EVENTS)].map(summaryOf);

/** Puts an event into the log and the feed. @throws TypeError for what is none. */
export function addEvent(state: State, added: AddedEvent): EventSummary {
	const { event, objectId = state.workspaceId, category = 'workspace', subCategory = 'storage' } = added;
	for (const [key, text] of Object.entries({ event, objectId, category, subCategory })) {
		if (typeof text !== 'string' || text === '' || text.length > MAX_NAME_CHARACTERS) {
			throw new TypeError(`An event's ${key} must be a text of 1 to ${MAX_NAME_CHARACTERS} characters.`);
		}
	}
	const logged = state.events.append({ event, objectId, category, subCategory, inFeed: true });
	state.activity.workspace.touch('storage');
	return summaryOf(logged);
}

/** An event as `GET /events/search/` lists it. */
export function eventView(state: State, event: LoggedEvent, level: OutputLevel): object {
	const { settings } = state;
	const view = {
		event_id: shownId(event.id, settings),
		event: event.event,
		category: event.category,
		object_id: shownObject(state, event),
		created: utcText(event.at)
	};
	if (level === 'terse') return view;
	return {
		...view,
		sub_category: event.subCategory,
		calling_user: { id: profileIdJson(state.userId, settings) },
		org_id: profileIdJson(state.orgId, settings),
		workspace_id: profileIdJson(state.workspaceId, settings),
		acknowledged: event.acknowledged,
		template: { description: event.event.replaceAll('_', ' '), params: event.params ?? {} },
		severity: 'info',
		visibility: 'external',
		notification: false
	};
}

/** An event as the change feed of the org lists it. */
export const changeView = (state: State, event: LoggedEvent): object => ({
	event_id: shownId(event.id, state.settings),
	event: event.event,
	profile_id: profileIdJson(state.workspaceId, state.settings),
	profile_type: 'workspace',
	object_id: shownObject(state, event),
	created: utcText(event.at)
});

function shownObject(state: State, { objectId }: LoggedEvent): unknown {
	return objectId === state.workspaceId
		? profileIdJson(objectId, state.settings)
		: shownId(objectId, state.settings);
}
