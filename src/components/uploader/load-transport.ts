type TransportModule = typeof import('./transport.ts');

/** @throws an error with the code `network`, and this message, when the chunk can't be loaded: it may be later. */
export async function loadTransport(message: string): Promise<TransportModule> {
	try {
		return await import('./transport.ts');
	} catch (cause) {
		throw Object.assign(new Error(message, { cause }), { code: 'network' });
	}
}
