import { FASTIO_API_URL, FASTIO_WEBHOOK_SECRET } from '$app/env/private';
import { fastio } from './fastio.ts';

/** What can be sent by hand, and what is said to happen. */
export const SENDABLE = ['added', 'modified', 'indexed', 'agent', 'duplicate', 'forged', 'late'] as const;
export type Sendable = (typeof SENDABLE)[number];

/** A type that nothing has: the webhook is called for what is sent by hand, and for nothing else. */
const BY_HAND = 'by-hand';
/** The emulator is beside this server: 5 s is much. */
const TIMEOUT_MS = 5_000;

interface Webhook {
	id: string;
	url: string;
}

/** Calls the emulator's own interface. @throws Error with its reason. */
async function emulator<T>(call: string, body?: object): Promise<T> {
	const response = await fetch(new URL(`/_emulator/${call}`, FASTIO_API_URL), {
		signal: AbortSignal.timeout(TIMEOUT_MS),
		...(body && {
			method: 'POST',
			headers: { 'content-type': 'application/json' },
			body: JSON.stringify(body)
		})
	});
	const answer = (await response.json()) as T & { error?: string };
	if (!response.ok) throw new Error(answer.error ?? `The emulator answered ${response.status}.`);
	return answer;
}

/** The webhook that what is sent by hand goes to: this server's, in the scheme with a timestamp. */
async function webhookAt(url: string): Promise<string> {
	const known = (await emulator<Webhook[]>('webhooks')).find((webhook) => webhook.url === url);
	if (known) return known.id;
	const options = { url, secret: FASTIO_WEBHOOK_SECRET, scheme: 't-v1', events: [BY_HAND] };
	return (await emulator<Webhook>('webhooks', options)).id;
}

/**
 * Lets something happen at the emulator. Resolves with a sentence on what came of it.
 *
 * @param file What the event is about.
 * @param url Of the webhook.
 * @throws Error with the emulator's reason.
 */
export async function sendEvent(
	what: Sendable,
	file: { id: string; name: string },
	url: string
): Promise<string> {
	if (what === 'added') {
		const name = `note-${new Date().toISOString().slice(11, 19).replaceAll(':', '')}.txt`;
		const { fileId } = await fastio.upload(new Blob(['A note.\n']), { name, type: 'text/plain' });
		return `Stored ${name} as ${fileId}.`;
	}
	if (what === 'agent') {
		const { chatId } = await emulator<{ chatId: string }>('agent', { text: 'The report is ready.' });
		return `An agent answered in chat ${chatId}.`;
	}
	const type = what === 'modified' ? 'file.modified' : 'file.indexed';
	const deliveries = await emulator<{ statuses: (number | null)[] }[]>('webhooks/send', {
		type,
		data: { file_id: file.id, name: file.name },
		webhookId: await webhookAt(url),
		...(what === 'duplicate' && { duplicate: true }),
		...(what === 'forged' && { forge: true }),
		...(what === 'late' && { late: true })
	});
	const statuses = deliveries.map(({ statuses }) => statuses.at(-1) ?? 'no answer');
	return `Sent ${type}, answered ${statuses.join(' and ')}.`;
}
