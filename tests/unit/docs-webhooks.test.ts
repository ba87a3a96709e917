import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { MAX_REDELIVERY_MS, redeliveryDelayMs, REDELIVERY_MS } from '../../src/brokers/queue-rules.ts';
import { formatBytes } from '../../src/rules/format-bytes.ts';
import {
	DEFAULT_EVENT_CONCURRENCY,
	DEFAULT_HANDLER_TIMEOUT_MS,
	DEFAULT_KEEP_MS
} from '../../src/server/events/dispatcher.ts';
import { CLAIM_TTL_MS } from '../../src/server/events/keep-claim.ts';
import { MAX_QUEUE_RUNS } from '../../src/server/webhook/answer-first.ts';
import { BUSY_RETRY_SECONDS } from '../../src/server/webhook/answers.ts';
import { DEFAULT_DUPLICATE_WINDOW_MS } from '../../src/server/webhook/options.ts';
import { MAX_DATA_DEPTH } from '../../src/server/webhook/parse-event.ts';
import {
	BODY_TIMEOUT_MS,
	DEFAULT_MAX_DELIVERY_BYTES,
	MAX_HELD_BYTES
} from '../../src/server/webhook/read-body.ts';
import { MAX_SIGNATURES, WEBHOOK_SCHEMES } from '../../src/server/webhook/schemes.ts';
import { DEFAULT_TOLERANCE_SECONDS } from '../../src/server/webhook/verify.ts';

const docs = readFileSync(new URL('../../docs/webhooks.md', import.meta.url), 'utf8').replaceAll(
	/\s+/gu,
	' '
);
const queueMinutes =
	Array.from({ length: MAX_QUEUE_RUNS - 1 }, (_, index) =>
		redeliveryDelayMs(index + 1, REDELIVERY_MS)
	).reduce((sum, delayMs) => sum + delayMs) / 60_000;

test.each([
	['the tolerance', `at most ${DEFAULT_TOLERANCE_SECONDS} s from your server's clock`],
	['the signatures of a header', `up to ${MAX_SIGNATURES} \`v1\``],
	['the time of a body', `took longer than ${BODY_TIMEOUT_MS / 1000} s`],
	['the size of a delivery', `the body is over ${formatBytes(DEFAULT_MAX_DELIVERY_BYTES)}`],
	['what is held', `hold at most ${formatBytes(MAX_HELD_BYTES)}`],
	['when to try again', `retry-after: ${BUSY_RETRY_SECONDS}`],
	['how many events run', `${DEFAULT_EVENT_CONCURRENCY} under way here`],
	['when a dead instance loses its claim', `loses its claim after ${CLAIM_TTL_MS / 1000} s`],
	['the time of a handler', `longer than ${DEFAULT_HANDLER_TIMEOUT_MS / 60_000} min fails`],
	['how long an event is known', `known for ${DEFAULT_KEEP_MS / 3_600_000} hours`],
	['the window of alike bodies', `count as one for ${DEFAULT_DUPLICATE_WINDOW_MS / 1000} s`],
	['the depth of data', `at most ${MAX_DATA_DEPTH} levels deep`],
	['the pauses of the queue', `after 1, 2, 4 … ${MAX_REDELIVERY_MS / 1000} s`],
	['the end of the queue', `after ${MAX_QUEUE_RUNS} runs, some ${Math.floor(queueMinutes / 10) * 10} minutes`]
])('docs/webhooks.md tells %s', (_, text) => {
	expect(docs).toContain(text);
});

test('docs/webhooks.md has every scheme', () => {
	for (const { name } of WEBHOOK_SCHEMES) expect(docs).toContain(`| \`${name}\` | \``);
});
