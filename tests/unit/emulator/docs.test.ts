import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { CONTROL_CALLS } from '../../../src/emulator/control.ts';
import { MAX_KEYS } from '../../../src/emulator/events/activity.ts';
import { DEFAULT_SETTINGS } from '../../../src/emulator/options.ts';
import { MAX_WAIT_SECONDS } from '../../../src/emulator/routes/activity.ts';
import { MAX_QUESTION_CHARACTERS } from '../../../src/emulator/routes/ask.ts';
import { MAX_TURNS_PER_CHAT } from '../../../src/emulator/store/chats.ts';
import { LOCK_SECONDS } from '../../../src/emulator/routes/locks.ts';
import { MAX_CHANGES } from '../../../src/emulator/routes/feed.ts';
import { CHUNK_CHARACTERS } from '../../../src/emulator/text/chunks.ts';
import { MAX_ALL_TEXT_BYTES, MAX_TEXT_BYTES } from '../../../src/emulator/text/file-text.ts';
import { MAX_PDF_BYTES } from '../../../src/emulator/text/pdf.ts';
import { FORGERIES } from '../../../src/emulator/webhooks/forgery.ts';
import { MAX_WAITING } from '../../../src/emulator/webhooks/queue.ts';
import { WEBHOOK_SCHEMES } from '../../../src/emulator/webhooks/signature.ts';

const docs = readFileSync(new URL('../../../docs/emulator.md', import.meta.url), 'utf8').replace(
	/\s+/gu,
	' '
);
const count = (value: number) => value.toLocaleString('en');
const mib = (bytes: number) => `${bytes / 1024 ** 2} MiB`;
const { ask, eventRetention, indexing, webhookDelivery } = DEFAULT_SETTINGS;

describe('docs/emulator.md', () => {
	it.each([
		[`the newest ${count(eventRetention)} events (\`eventRetention\`)`],
		[`the latest change of ${count(MAX_KEYS)} things`],
		[`1 to ${MAX_CHANGES} at a time`],
		[`${LOCK_SECONDS.min} to ${LOCK_SECONDS.max} s (${LOCK_SECONDS.default} where the call does not say)`],
		[`${MAX_WAIT_SECONDS} s at most`],
		[`\`indexing.delayMs\` (default ${indexing.delayMs})`],
		[`${mib(MAX_TEXT_BYTES)} of text are kept of a file, ${mib(MAX_ALL_TEXT_BYTES)} of all`],
		[`A PDF may have ${mib(MAX_PDF_BYTES)}`],
		[`passages of about ${CHUNK_CHARACTERS} characters`],
		[`ask: { delayMs: ${ask.delayMs}, deltaMs: ${ask.deltaMs} }`],
		[`\`maxAnswerCharacters\` (default ${ask.maxAnswerCharacters})`],
		[`(${count(MAX_QUESTION_CHARACTERS)} characters at most)`],
		[`${MAX_TURNS_PER_CHAT} turns a chat`],
		[`2xx within ${webhookDelivery.answerTimeoutMs / 1000} s`],
		[`after ${webhookDelivery.retryBaseMs / 1000}, 2, 4 … s, for a day`],
		[`${webhookDelivery.concurrency} are under way at a time, ${count(MAX_WAITING)} may wait`],
		[
			`forge: 'body' }); // or ${FORGERIES.filter((name) => name !== 'body')
				.map((name) => `'${name}'`)
				.join(', ')}`
		]
	])('says "%s", as the code does', (sentence) => {
		expect(docs).toContain(sentence);
	});

	it('has every call under /_emulator/ and every scheme', () => {
		const words = [...CONTROL_CALLS, ...WEBHOOK_SCHEMES];
		expect(words.filter((word) => !new RegExp(`\`${word}[\`?]`).test(docs))).toEqual([]);
	});

	it('says for how long deliveries are repeated', () => {
		expect(webhookDelivery.retryForMs).toBe(24 * 60 * 60 * 1000);
	});
});
