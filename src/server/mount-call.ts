import type { RequestEvent } from '@sveltejs/kit';
import type { Definition } from './define.ts';
import type { CompletionFlights } from './upload-flights.ts';

/** How one `createFastioHandle` was set up, and what it keeps. */
export interface MountSettings {
	/** Largest request body that the host lets through. */
	maxRequestBytes: number | undefined;
	/** Slices too stay under the host's own limit. */
	respectBodySizeLimit: boolean;
	/** Longest wait of one `complete` call, in milliseconds. */
	completeWaitMs: number;
	/** `complete` calls under way, and the answers of the last ones. */
	flights: CompletionFlights;
}

/** One call of the mount, when its route is known. */
export interface MountCall {
	definition: Definition;
	event: RequestEvent;
	/** The variable segments of the path, by name. */
	params: Readonly<Record<string, string>>;
	settings: MountSettings;
}
