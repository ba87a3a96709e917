import { startChild } from './children.ts';

/** Fast.io for the bench: the emulator in a process of its own, which hashes what arrives and keeps nothing. */
export interface Upstream extends AsyncDisposable {
	port: number;
	/** Ends in `/v1`: the guide's calls, which all rows make, so that Fast.io's own work is the same for each. */
	v1Url: string;
	token: string;
	workspaceId: string;
	/** Forgets all files and takes at most so many bytes per second from now on. */
	prepare(bytesPerSecond: number | undefined): Promise<void>;
	/** What arrived. */
	files(): Promise<{ sha256: string; size: number }[]>;
}

export async function startUpstream(): Promise<Upstream> {
	const child = await startChild<{ v1Url: string; token: string; workspaceId: string }>(
		'scripts/emulator-process.ts'
	);
	const { origin, port } = new URL(child.message.v1Url);
	const control = async (method: string, call: string, body?: object): Promise<unknown> => {
		const response = await fetch(`${origin}/_emulator/${call}`, {
			method,
			...(body && { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } })
		});
		if (!response.ok) throw new Error(`The emulator refused ${call}: ${await response.text()}`);
		return response.json();
	};
	return {
		...child.message,
		port: Number(port),
		async prepare(bytesPerSecond) {
			await control('POST', 'reset');
			await control('POST', 'settings', {
				contents: 'discard',
				throttleBytesPerSecond: bytesPerSecond ?? null
			});
		},
		files: async () => (await control('GET', 'files')) as { sha256: string; size: number }[],
		[Symbol.asyncDispose]: () => child[Symbol.asyncDispose]()
	};
}
