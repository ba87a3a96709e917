import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { DEFAULT_CIRCUIT_FAILURES, DEFAULT_CIRCUIT_OPEN_MS } from '../../src/api/circuit.ts';
import {
	DEFAULT_CALL_TIMEOUT_MS,
	DEFAULT_CONNECT_TIMEOUT_MS,
	DEFAULT_IDLE_TIMEOUT_MS,
	DEFAULT_RETRIES
} from '../../src/api/options.ts';
import { CLEANUP_TIMEOUT_MS } from '../../src/api/wire/session-calls.ts';
import { FILE_ID_TIMEOUT_MS, MAX_WAIT_SECONDS, STORE_TIMEOUT_MS } from '../../src/api/wire/session-poll.ts';
import { MAX_CLAIMS } from '../../src/brokers/memory-claims.ts';
import { MAX_LEASES } from '../../src/brokers/memory-leases.ts';
import { MAX_LOG_CHARS, MAX_LOG_ENTRIES, MAX_TOPICS } from '../../src/brokers/memory-log.ts';
import { MAX_QUEUED_CHARS } from '../../src/brokers/memory-queue.ts';
import { MAX_RATE_KEYS } from '../../src/brokers/memory-rates.ts';
import {
	CLOSE_WAIT_MS,
	MAX_QUEUED,
	MAX_REDELIVERY_MS,
	REDELIVERY_MS
} from '../../src/brokers/queue-rules.ts';
import { DEFAULT_LOG_LENGTH } from '../../src/brokers/redis/broker.ts';
import { DEFAULT_COMMAND_TIMEOUT_MS } from '../../src/brokers/redis/commands.ts';
import { DEFAULT_SENDER_IDLE_MS } from '../../src/multipart/body-reader.ts';
import { MAX_DISCARDED_BYTES } from '../../src/multipart/read-multipart.ts';
import {
	CUT_OFF,
	POLL_EVERY_MS,
	STREAM_AGAIN_MS,
	WAIT_SECONDS
} from '../../src/components/live/connection.ts';
import { MAX_FILES } from '../../src/components/live/file-states.ts';
import { BRIEF_MS, HELLO_MS } from '../../src/components/live/stream.ts';
import { SILENT_MS } from '../../src/components/ask/call-ask.ts';
import { MAX_STREAM_BYTES } from '../../src/components/ask/frames.ts';
import { MAX_TURNS } from '../../src/components/ask/make-ask.svelte.ts';
import { MAX_FILE_NAME_BYTES } from '../../src/rules/file-name.ts';
import { formatBytes } from '../../src/rules/format-bytes.ts';
import { isRetryable } from '../../src/server/failures.ts';
import { MAX_DOWNLOAD_STALL_MS } from '../../src/server/files/pass-through.ts';
import {
	DEFAULT_CONCURRENT_PER_ADDRESS,
	DEFAULT_CONCURRENT_PER_USER,
	DEFAULT_RATE_WINDOW_MS,
	DEFAULT_UPLOADS_PER_ADDRESS,
	DEFAULT_UPLOADS_PER_USER
} from '../../src/server/limits/rate-limit.ts';
import { MAX_PAGE_WAIT_SECONDS } from '../../src/server/live/answer.ts';
import { DEFAULT_CONNECTIONS, DEFAULT_CONNECTIONS_PER_VISITOR } from '../../src/server/live/connections.ts';
import { BEAT_MS, MAX_STREAM_MS } from '../../src/server/live/event-stream.ts';
import { MAX_FILES_ASKED } from '../../src/server/live/file-states.ts';
import { MOUNT_ROUTES } from '../../src/server/mount.ts';
import { MAX_RELATIVE_FOLDERS, MAX_RELATIVE_PATH_BYTES } from '../../src/server/relative-path.ts';
import { MAX_DRAINED_BYTES } from '../../src/server/settle-body.ts';
import { MIN_SECRET_LENGTH } from '../../src/server/sign.ts';
import { SMALLEST_SLICE_BYTES } from '../../src/server/slice-limits.ts';
import { COMPLETE_WAIT_MS } from '../../src/server/upload-complete.ts';
import { ANSWER_TTL_MS, MAX_ANSWERS } from '../../src/server/upload-flights.ts';
import { MAX_OPEN_BYTES } from '../../src/server/upload-open.ts';
import { TICKET_TTL_MS } from '../../src/server/upload-ticket.ts';
import { STATUS_OF_CODE, type FastioErrorCode } from '../../src/rules/codes.ts';
import { FastioError } from '../../src/rules/errors.ts';

const count = (value: number) => value.toLocaleString('en');
const read = (name: string) =>
	readFileSync(new URL(`../../docs/${name}.md`, import.meta.url), 'utf8').replace(/ +/gu, ' ');
const docs = read('limits');
const seconds = (ms: number) => `${ms / 1000} s`;

test.each([
	['`timeouts.connectMs`', seconds(DEFAULT_CONNECT_TIMEOUT_MS)],
	['`timeouts.idleMs`', seconds(DEFAULT_IDLE_TIMEOUT_MS)],
	['`timeouts.callMs`', seconds(DEFAULT_CALL_TIMEOUT_MS)],
	['`circuit.failures`', String(DEFAULT_CIRCUIT_FAILURES)],
	['`circuit.openMs`', seconds(DEFAULT_CIRCUIT_OPEN_MS)],
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
	['Ids of resumable uploads, file tokens', `good for ${TICKET_TTL_MS / 3_600_000} hours`],
	['Request that opens a resumable upload', formatBytes(MAX_OPEN_BYTES)],
	[
		'Folders of a dropped file, below the destination',
		`${MAX_RELATIVE_FOLDERS}, ${formatBytes(MAX_RELATIVE_PATH_BYTES)} of UTF-8`
	],
	['One `complete` call waits for Fast.io', `${seconds(COMPLETE_WAIT_MS)}, then 202`],
	[
		'Answers of `complete` that an instance remembers',
		`${MAX_ANSWERS.toLocaleString('en')}, for ${ANSWER_TTL_MS / 60_000} minutes`
	],
	['Slices', `at least ${formatBytes(SMALLEST_SLICE_BYTES)} but the last`],
	['`sessionSecret`', `at least ${MIN_SECRET_LENGTH} characters`],
	[
		'A download that Fast.io has bytes for and the visitor takes none of',
		`${MAX_DOWNLOAD_STALL_MS / 60_000} min`
	],
	['File names', `${MAX_FILE_NAME_BYTES} bytes of UTF-8`],
	['Pages connected to one instance: `connections.total`', `${count(DEFAULT_CONNECTIONS)}, then 429`],
	['Pages of one visitor: `connections.perVisitor`', `${DEFAULT_CONNECTIONS_PER_VISITOR}, then 429`],
	['Heartbeat of a stream', `every ${seconds(BEAT_MS)}`],
	['A stream ends, and the page connects again', `after ${MAX_STREAM_MS / 3_600_000} h`],
	['Longest `?wait=`', `${MAX_PAGE_WAIT_SECONDS} s`],
	['Files of one `GET {base}/live/files`', count(MAX_FILES_ASKED)],
	['A stream without a word is taken for held back', `after ${seconds(HELLO_MS)}`],
	[`A stream that ends sooner is taken for cut off; ${CUT_OFF} in a row`, seconds(BRIEF_MS)],
	['Between the starts of two polls of a page', `${POLL_EVERY_MS} ms at least`],
	['A page that polls tries a stream again', `after ${STREAM_AGAIN_MS / 60_000} min`],
	['Files whose state a page remembers', count(MAX_FILES)]
])('docs/limits.md tells the value of %s', (what, value) => {
	expect(docs).toContain(`| ${what} | ${value}`);
});

test.each([
	['uploads.perUser', `${count(DEFAULT_UPLOADS_PER_USER)}, or`],
	['uploads.perAddress', `${count(DEFAULT_UPLOADS_PER_ADDRESS)}, or`],
	['uploads.windowMs', count(DEFAULT_RATE_WINDOW_MS)],
	['concurrent.perUser', count(DEFAULT_CONCURRENT_PER_USER)],
	['concurrent.perAddress', count(DEFAULT_CONCURRENT_PER_ADDRESS)]
])('docs/limits.md tells the default of rateLimit.%s', (name, value) => {
	expect(docs).toContain(`| \`rateLimit.${name}\` | ${value}`);
	expect(docs).toContain(`at most ${count(MAX_RATE_KEYS)} users and addresses`);
});

test.each([
	[
		'a call that waits for a status',
		`asks Fast.io for at most \`callMs\` − 5 s, ${MAX_WAIT_SECONDS} s; ${STORE_TIMEOUT_MS / 60_000} minutes in all`
	],
	['the id of a file that Fast.io calls stored', seconds(FILE_ID_TIMEOUT_MS)],
	['deleting a session', `${seconds(CLEANUP_TIMEOUT_MS)} a try`]
])('docs/upstream.md tells how long is waited: %s', (what, value) => {
	expect(read('upstream')).toContain(`| ${what} | ${value}`);
});

test('docs/http.md has every call of the mount, and no other', () => {
	const calls = [...read('http').matchAll(/^\| `([A-Z]+) \{base\}\/\{def\}\/(\S+)`/gmu)].map(
		([, method, path]) => `${method} ${path}`
	);
	const routes = MOUNT_ROUTES.map(({ method, path }) => `${method} ${path.replace(/:(\w+)/gu, '{$1}')}`);
	expect(calls.sort()).toEqual(routes.sort());
});

test('docs/http.md says which failures are retryable', () => {
	const told = /^\| `true` \| (.*) \|$/mu.exec(read('http'))?.[1] ?? '';
	for (const code of Object.keys(STATUS_OF_CODE) as FastioErrorCode[]) {
		expect([code, told.includes(`\`${code}\``)]).toEqual([code, isRetryable(new FastioError(code, ''))]);
	}
});

test.each([
	`| \`log\` | ${count(MAX_LOG_ENTRIES)} messages or ${MAX_LOG_CHARS / 2 ** 20} Mi characters of a topic, ${count(MAX_TOPICS)} topics | ${count(DEFAULT_LOG_LENGTH)} messages of a topic`,
	`| \`claims\` | ${count(MAX_CLAIMS)}, `,
	`| \`leases\` | ${count(MAX_LEASES)} names`,
	`| \`queue\` | ${count(MAX_QUEUED)} messages of a queue, ${MAX_QUEUED_CHARS / 2 ** 20} Mi characters in all; lost with the process | ${count(MAX_QUEUED)} messages`,
	`| \`rates\` | ${count(MAX_RATE_KEYS)} keys`,
	`for at most ${seconds(CLOSE_WAIT_MS)}, and hands`,
	`- after ${seconds(DEFAULT_COMMAND_TIMEOUT_MS)} (\`timeoutMs\`)`,
	`rest for ${seconds(REDELIVERY_MS)}, then twice as long each time, up to a minute`
])('docs/brokers.md has the number: %s', (text) => {
	expect(read('brokers')).toContain(text);
	expect(MAX_REDELIVERY_MS).toBe(60_000);
});

test('a page waits for a poll as long as the server holds one', () => {
	expect(WAIT_SECONDS).toBe(MAX_PAGE_WAIT_SECONDS);
});

test.each([
	`is silent for ${seconds(SILENT_MS)}`,
	`at most ${formatBytes(MAX_STREAM_BYTES)} on its way`,
	`The last ${MAX_TURNS} turns`
])('docs/ask.md has the number: %s', (text) => {
	expect(read('ask').replaceAll('\n', ' ')).toContain(text);
});
