import { applySettings, type SettingsChange } from './options.ts';
import type { State } from './state.ts';

/**
 * Changes settings from now on, with what follows from it.
 *
 * @throws TypeError for a value that a setting can't have.
 */
export function changeSettings(state: State, change: SettingsChange): void {
	state.settings = applySettings(state.settings, change);
}
