import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import {
	DEFAULT_CALL_TIMEOUT_MS,
	DEFAULT_CONNECT_TIMEOUT_MS,
	DEFAULT_IDLE_TIMEOUT_MS,
	DEFAULT_RETRIES
} from '../../src/api/options.ts';
import { DEFAULT_SENDER_IDLE_MS } from '../../src/multipart/body-reader.ts';
import { MAX_DISCARDED_BYTES } from '../../src/multipart/read-multipart.ts';
import { MAX_FILE_NAME_BYTES } from '../../src/rules/file-name.ts';
import { formatBytes } from '../../src/rules/format-bytes.ts';
import { MAX_DRAINED_BYTES } from '../../src/server/settle-body.ts';

const docs = readFileSync(new URL('../../docs/limits.md', import.meta.url), 'utf8').replace(/ +/gu, ' ');
const seconds = (ms: number) => `${ms / 1000} s`;

test.each([
	['`timeouts.connectMs`', seconds(DEFAULT_CONNECT_TIMEOUT_MS)],
	['`timeouts.idleMs`', seconds(DEFAULT_IDLE_TIMEOUT_MS)],
	['`timeouts.callMs`', seconds(DEFAULT_CALL_TIMEOUT_MS)],
	['`retry.retries`', String(DEFAULT_RETRIES)],
	['A sender that stops sending', `${seconds(DEFAULT_SENDER_IDLE_MS)}, then 408`],
	[
		'Refused files that are read past, so that the rest of the form is heard',
		`${formatBytes(MAX_DISCARDED_BYTES)}, then`
	],
	[
		'Rest of a refused request that is read, so that the connection can go on',
		`${formatBytes(MAX_DRAINED_BYTES)} and`
	],
	['File names', `${MAX_FILE_NAME_BYTES} bytes of UTF-8`]
])('docs/limits.md tells the value of %s', (what, value) => {
	expect(docs).toContain(`| ${what} | ${value}`);
});
