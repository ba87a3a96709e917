import { isLoopbackHost, type FastioTarget } from './playground-target.ts';

/** Where the playground takes deliveries. */
const WEBHOOK_PATH = '/api/webhooks/fastio';

/**
 * Has the emulator of a launcher tell the playground what happens: its URL is known only once it listens. Does nothing
 * for a real Fast.io, nor for a playground at an address of the network, which the emulator does not call.
 *
 * @throws when the emulator refuses.
 */
export async function addWebhook(target: FastioTarget, playgroundUrl: string): Promise<void> {
	const { FASTIO_PLAYGROUND_EMULATOR: isEmulator, FASTIO_WEBHOOK_SECRET: secret } = target;
	if (isEmulator !== '1' || !isLoopbackHost(new URL(playgroundUrl).hostname)) return;
	const response = await fetch(new URL('/_emulator/webhooks', target.FASTIO_API_URL), {
		method: 'POST',
		headers: { 'content-type': 'application/json' },
		body: JSON.stringify({ url: new URL(WEBHOOK_PATH, playgroundUrl), secret })
	});
	if (!response.ok) throw new Error(`The emulator did not take the webhook: ${response.status}.`);
}
