/*
 * The floor: bytes from one TCP socket to another and back, with backpressure, and nothing else. What Node can't do
 * for less. Its one argument is the port of the upstream.
 */
import { connect, createServer } from 'node:net';

const upstreamPort = Number(process.argv[2]);
const server = createServer((client) => {
	const upstream = connect(upstreamPort, '127.0.0.1');
	client.pipe(upstream);
	upstream.pipe(client);
	client.on('error', () => upstream.destroy());
	upstream.on('error', () => client.destroy());
});
server.listen(0, '127.0.0.1', () => process.send({ port: server.address().port }));
process.on('SIGTERM', () => process.exit(0));
process.on('disconnect', () => process.exit(0));
