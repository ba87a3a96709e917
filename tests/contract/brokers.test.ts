import { afterAll, afterEach, beforeAll, describe } from 'vitest';
import { RedisServer } from '../support/redis-server.ts';
import { describeClaims } from './brokers/claims.ts';
import { describeClose } from './brokers/close.ts';
import { describeLeases } from './brokers/leases.ts';
import { describeLog } from './brokers/log.ts';
import { describeQueue } from './brokers/queue.ts';
import { describeRates } from './brokers/rates.ts';
import { memoryKind, redisKind } from './brokers/stores.ts';

let server: RedisServer;
const ends: (() => Promise<void>)[] = [];
const after = (end: () => Promise<void>) => void ends.push(end);
beforeAll(async () => void (server = await RedisServer.start()));
afterEach(async () => void (await Promise.all(ends.splice(0).map((end) => end()))));
afterAll(() => server[Symbol.asyncDispose]());

const kinds = [memoryKind, redisKind(() => server, after, 3), redisKind(() => server, after, 2)];

describe.each(kinds)('$name', (kind) => {
	describeLog(kind);
	describeClaims(kind);
	describeLeases(kind);
	describeQueue(kind);
	describeRates(kind);
	describeClose(kind);
});
