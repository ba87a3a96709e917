import { indexes } from './indexing.ts';
import { applySettings, type SettingsChange } from './options.ts';
import type { State } from './state.ts';

/**
 * Changes settings from now on, with what follows from it.
 *
 * @throws TypeError for a value that a setting can't have.
 */
export function changeSettings(state: State, change: SettingsChange): void {
	const before = state.settings;
	state.settings = applySettings(before, change);
	// Switched on, everything is indexed from the start; switched off, the index is gone.
	if (indexes(state.settings) === indexes(before)) return;
	// At once: taking files out one by one takes as long as it took to take them in.
	state.texts.clear();
	state.nodes.files().forEach(state.indexer.start);
}
