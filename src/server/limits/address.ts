import type { RequestEvent } from '@sveltejs/kit';

/** IPv4 ranges that no visitor from the internet has: this machine, private networks, link-local, shared (RFC 6598). */
const PRIVATE_V4 =
	/^(?:0|10|127)\.|^192\.168\.|^169\.254\.|^172\.(?:1[6-9]|2\d|3[01])\.|^100\.(?:6[4-9]|[7-9]\d|1[01]\d|12[0-7])\./u;

/**
 * What counts as one address: an IPv4 address, or the /64 of an IPv6 one, all of which one visitor has. `undefined` for
 * what is no address.
 */
export function networkOf(address: string): string | undefined {
	const text = address.trim().replace(/%.*$/u, '');
	if (/^\d+\.\d+\.\d+\.\d+$/u.test(text)) return hostOf(text);
	const host = text.includes(':') ? hostOf(`[${text}]`) : undefined;
	if (host === undefined) return undefined;
	const groups = expand(host.slice(1, -1));
	const isMapped = groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff;
	if (isMapped) return [groups[6]! >> 8, groups[6]! & 255, groups[7]! >> 8, groups[7]! & 255].join('.');
	if (groups.slice(0, 7).every((group) => group === 0)) return `::${groups[7]}`;
	return `${groups
		.slice(0, 4)
		.map((group) => group.toString(16))
		.join(':')}::/64`;
}

/** Whether it is of this machine or a private network: then it is likely a proxy's, and every visitor has it. */
export function isPrivateNetwork(network: string): boolean {
	return network.includes(':') ? /^::[01]$|^f[cd]|^fe[89ab]/u.test(network) : PRIVATE_V4.test(network);
}

/** As URLs write it, the one canonical form. */
function hostOf(host: string): string | undefined {
	return URL.canParse(`http://${host}`) ? new URL(`http://${host}`).hostname : undefined;
}

function expand(address: string): number[] {
	const [head = '', tail] = address.split('::');
	const parse = (part: string) => (part === '' ? [] : part.split(':').map((group) => parseInt(group, 16)));
	const [before, after] = [parse(head), parse(tail ?? '')];
	return [...before, ...Array.from({ length: 8 - before.length - after.length }, () => 0), ...after];
}

/**
 * Where a request comes from, to count by: `undefined` where the adapter does not tell (while prerendering, or without
 * its `ADDRESS_HEADER`), and for a private network.
 */
export function clientNetwork(event: RequestEvent): string | undefined {
	try {
		const network = networkOf(event.getClientAddress());
		return network === undefined || isPrivateNetwork(network) ? undefined : network;
	} catch {
		return undefined;
	}
}
