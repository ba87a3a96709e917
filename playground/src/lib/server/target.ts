import {
	FASTIO_API_TOKEN,
	FASTIO_API_URL,
	FASTIO_PLAYGROUND_EMULATOR,
	FASTIO_PLAYGROUND_PUBLIC
} from '$app/env/private';

const LOOPBACK_NAME = /^(?:localhost|[\w-]+\.localhost|127(?:\.\d{1,3}){3}|\[::1\])$/i;
const LOOPBACK_ADDRESS = /^(?:127(?:\.\d{1,3}){3}|::1|::ffff:127(?:\.\d{1,3}){3})$/i;

/** Which Fast.io this server talks to. Shown on every page, so never the token, nor anything else of the URL. */
export function target(): { emulator: boolean; url: string } {
	return { emulator: FASTIO_PLAYGROUND_EMULATOR === '1', url: shown(FASTIO_API_URL) };
}

/**
 * A real token lets whoever reaches this server write into a real workspace, and the demos ask for no login. So with
 * one only this machine may come in, by an address of its own: the Host header too, because a page of another site
 * can have its name resolve to 127.0.0.1.
 */
export function mayComeIn(host: string, peerAddress: string): boolean {
	if (!FASTIO_API_TOKEN || FASTIO_PLAYGROUND_EMULATOR === '1' || FASTIO_PLAYGROUND_PUBLIC === '1')
		return true;
	return LOOPBACK_NAME.test(host) && LOOPBACK_ADDRESS.test(peerAddress);
}

function shown(url: string | undefined): string {
	try {
		const { origin, pathname } = new URL(url ?? 'https://api.fast.io/current');
		return origin + pathname;
	} catch {
		return 'FASTIO_API_URL, which is no URL';
	}
}
