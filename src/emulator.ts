export { createEmulator, type Emulator } from './emulator/create-emulator.ts';
export type { AddedEvent, EventSummary } from './emulator/events/summaries.ts';
export type { AddedFault, Fault, FaultAction, Faults } from './emulator/faults.ts';
export type { AiState } from './emulator/indexing.ts';
export type { EmulatorOptions, EmulatorSettings, SettingsChange } from './emulator/options.ts';
export type { IndexingSettings } from './emulator/setting-groups.ts';
export type { PlanLimits, PlanName } from './emulator/plans.ts';
export type { RequestRecord } from './emulator/request-log.ts';
export type { SessionSummary, StoredFile } from './emulator/summaries.ts';
