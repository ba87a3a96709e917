/**
 * An instance of its own, to be killed: `node consumer-process.ts URL`. Works the queue `q` off and prints each message it
 * gets; it never finishes one.
 */
import { createClient } from 'redis';
import { redisBroker } from '../../../src/redis.ts';

// Not left behind when the test itself is ended.
process.stdin.resume().once('close', () => process.exit());
const client = createClient({ url: process.argv[2]! });
client.on('error', () => {});
await client.connect();
redisBroker(client).queue.consume(
	'q',
	(message) => {
		console.log(message);
		return new Promise(() => {});
	},
	{ concurrency: 10, claimAfterMs: 150, maxDeliveries: 3, onDead: () => {} }
);
