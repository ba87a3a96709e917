export { redisBroker } from './brokers/redis/broker.ts';
export type { RedisBrokerOptions } from './brokers/redis/broker.ts';
export type { RedisClient } from './brokers/redis/client.ts';
