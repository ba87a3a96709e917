import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Sends each request to the next of several servers in turn, as a load balancer without sticky sessions does. */
export async function roundRobin(targets: readonly string[]): Promise<{
	url: string;
	/** Requests that each target got. */
	counts: readonly number[];
	close(): Promise<void>;
}> {
	const counts = targets.map(() => 0);
	let turn = 0;
	const server = createServer((incoming, outgoing) => {
		const index = turn++ % targets.length;
		counts[index]! += 1;
		const { hostname, port } = new URL(targets[index]!);
		const { method, url: path, headers } = incoming;
		const forwarded = request({ hostname, port, method, path, headers }, (answer) => {
			outgoing.writeHead(answer.statusCode!, answer.headers);
			answer.pipe(outgoing);
		});
		forwarded.on('error', () => outgoing.destroy());
		outgoing.on('close', () => forwarded.destroy());
		incoming.pipe(forwarded);
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	return {
		url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
		counts,
		close: () =>
			new Promise((resolve) => {
				server.close(() => resolve());
				server.closeAllConnections();
			})
	};
}
