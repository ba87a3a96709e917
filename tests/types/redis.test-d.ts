import { createClient } from 'redis';
import { createClient as createClient5 } from 'redis-5';
import { expectTypeOf } from 'vitest';
import { redisBroker } from '../../src/redis.ts';
import { createFastio } from '../../src/server.ts';
import type { Broker } from '../../src/server.ts';

// The client as apps make it, whichever protocol and types it answers with.
expectTypeOf(redisBroker(createClient())).toEqualTypeOf<Broker>();
redisBroker(createClient({ url: 'redis://127.0.0.1', RESP: 2 }), { prefix: 'app:', logLength: 1_000 });
redisBroker(
	createClient({ RESP: 3, socket: { reconnectStrategy: () => 100 } }).withTypeMapping({ 36: Buffer })
);
createFastio({ token: 't', workspaceId: 'w', broker: redisBroker(createClient()) });
redisBroker(createClient5({ url: 'redis://127.0.0.1' }));
redisBroker(createClient5({ RESP: 3 }));

// @ts-expect-error a URL is no client
redisBroker('redis://127.0.0.1');
