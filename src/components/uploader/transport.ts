// What moves bytes: a chunk of its own, loaded with the first question to the server. Shares no module with the rest.
export { askRules } from './ask-rules.ts';
export { transfer } from './transfer.ts';
