import { EventEmitter } from 'node:events';
import type { RequestEvent } from '@sveltejs/kit';
import { describe, expect, test } from 'vitest';
import { isOnlyReader } from '../../../src/server/settle-body.ts';

const eventOn = (platform: unknown) => ({ platform }) as RequestEvent;
const requestWith = (listeners: number) => {
	const request = new EventEmitter();
	for (let count = 0; count < listeners; count += 1) request.on('data', () => {});
	return request;
};

describe('chunks are ours alone, and may be freed,', () => {
	test("when SvelteKit's listener is the only one on adapter-node's request", () => {
		expect(isOnlyReader(eventOn({ req: requestWith(1) }))).toBe(true);
	});

	test.each([
		['something else listens as well', { req: requestWith(2) }],
		['nothing listens: the body is not the web stream of this request', { req: requestWith(0) }],
		['there is no Node request to ask', {}],
		['there is no platform, as in dev', undefined],
		['`req` is something else', { req: 'GET /' }]
	])('but not when %s', (_, platform) => {
		expect(isOnlyReader(eventOn(platform))).toBe(false);
	});
});
