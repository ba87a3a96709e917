import { randomBytes } from 'node:crypto';
import { signatureHeaders, type Signing } from './signature.ts';

/**
 * What is wrong with a forged delivery. `secret`: signed with another. `body`: changed after it was signed, by a space
 * at its end, so the JSON is the same. `timestamp`: that of a signature from before made new (not in `hex`). `cut`: the
 * signature lacks its last character. `missing`: not signed at all.
 */
export type Forgery = 'secret' | 'body' | 'timestamp' | 'cut' | 'missing';

export const FORGERIES: readonly Forgery[] = ['secret', 'body', 'timestamp', 'cut', 'missing'];

/** How long before its timestamp a delivery with a forged one was signed. */
const REPLAYED_SECONDS = 3600;

/** Headers and body of a delivery that a receiver must refuse. */
export function forge(signing: Signing, forgery: Forgery): { headers: Record<string, string>; body: string } {
	const { body, timestamp } = signing;
	const genuine = signatureHeaders(signing);
	switch (forgery) {
		case 'secret':
			return { headers: signatureHeaders({ ...signing, secret: randomBytes(24).toString('hex') }), body };
		case 'body':
			return { headers: genuine, body: `${body} ` };
		case 'timestamp': {
			const old = timestamp - REPLAYED_SECONDS;
			const replayed = signatureHeaders({ ...signing, timestamp: old });
			return { headers: mapValues(replayed, (text) => text.replace(String(old), String(timestamp))), body };
		}
		case 'cut':
			return {
				headers: mapValues(genuine, (text, name) => (name.endsWith('signature') ? text.slice(0, -1) : text)),
				body
			};
		case 'missing':
			return { headers: {}, body };
	}
}

const mapValues = (
	headers: Record<string, string>,
	change: (text: string, name: string) => string
): Record<string, string> =>
	Object.fromEntries(Object.entries(headers).map(([name, text]) => [name, change(text, name)]));
