import { describe } from 'vitest';
import { describeClaims } from './brokers/claims.ts';
import { describeClose } from './brokers/close.ts';
import { describeLeases } from './brokers/leases.ts';
import { describeLog } from './brokers/log.ts';
import { describeQueue } from './brokers/queue.ts';
import { describeRates } from './brokers/rates.ts';
import { memoryKind } from './brokers/stores.ts';

describe.each([memoryKind])('$name', (kind) => {
	describeLog(kind);
	describeClaims(kind);
	describeLeases(kind);
	describeQueue(kind);
	describeRates(kind);
	describeClose(kind);
});
