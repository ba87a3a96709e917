import { uploadFetch } from '../../src/server/node-upload.ts';

/** Runs the client's own suites over the transport that the server entry uses on Node. */
const original = globalThis.fetch;
globalThis.fetch = (input, init) =>
	init?.body instanceof ReadableStream ? uploadFetch(input, init) : original(input, init);
