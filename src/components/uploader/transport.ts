// What moves bytes: a chunk of its own, loaded with the first question to the server.
export { askRules } from './ask-rules.ts';
export { transfer } from './transfer.ts';
