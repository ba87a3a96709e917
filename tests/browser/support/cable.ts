import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** A line between browser and app that can be cut. */
export interface Cable extends AsyncDisposable {
	/** Where the app is reached through it. */
	url: string;
	/** Resets every open connection and takes no new ones: Chromium sends a request again whose reused connection breaks. */
	cut(): void;
}

/** Going offline by the browser's tools leaves running requests alone; this does not. */
export async function cableTo(appUrl: string): Promise<Cable> {
	const sockets = new Set<Socket>();
	const server = createServer((near) => {
		const far = connect(Number(new URL(appUrl).port), '127.0.0.1');
		for (const socket of [near, far]) {
			sockets.add(socket);
			socket.on('error', () => {});
			socket.on('close', () => {
				sockets.delete(socket);
				near.destroy();
				far.destroy();
			});
		}
		near.pipe(far).pipe(near);
	});
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
	const cut = () => {
		server.close();
		for (const socket of sockets) socket.resetAndDestroy();
	};
	return {
		url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
		cut,
		async [Symbol.asyncDispose]() {
			const closed = server.listening ? once(server, 'close') : undefined;
			cut();
			await closed;
		}
	};
}
