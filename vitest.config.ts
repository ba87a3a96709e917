import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';

/** `$app/*` only exists inside an app; unit tests of the server room get small stand-ins. */
const alias = {
	'$app/server': new URL('./tests/support/app-server.ts', import.meta.url).pathname,
	'$app/paths': new URL('./tests/support/app-paths.ts', import.meta.url).pathname
};

export default defineConfig({
	test: {
		projects: [
			{
				plugins: [svelte()],
				resolve: { alias },
				test: { name: 'unit', include: ['tests/unit/**/*.test.ts'], testTimeout: 20_000 }
			},
			{
				resolve: { alias },
				test: { name: 'contract', include: ['tests/contract/**/*.test.ts'], testTimeout: 30_000 }
			},
			{
				// The same suites of the client, once more over the server entry's transport.
				test: {
					name: 'node-http',
					include: [
						'tests/unit/api/body.test.ts',
						'tests/contract/peers.test.ts',
						'tests/contract/upload.test.ts',
						'tests/contract/uploads.test.ts'
					],
					setupFiles: ['tests/support/use-node-http.ts'],
					testTimeout: 30_000
				}
			},
			{
				// The suites of the broker once more with the major of `redis` before.
				resolve: { alias: { ...alias, redis: 'redis-5' } },
				test: {
					name: 'redis-5',
					include: ['tests/contract/brokers.test.ts', 'tests/contract/redis/*.test.ts'],
					testTimeout: 30_000
				}
			},
			{
				resolve: { alias },
				test: {
					name: 'integration',
					include: ['tests/integration/**/*.test.ts'],
					globalSetup: ['tests/support/build-playground.ts'],
					testTimeout: 120_000,
					hookTimeout: 120_000,
					fileParallelism: false
				}
			},
			...(['fuzz', 'faults'] as const).map((name) => ({
				resolve: { alias },
				test: { name, include: [`tests/${name}/**/*.test.ts`], testTimeout: 3_600_000, hookTimeout: 60_000 }
			})),
			{
				test: {
					name: 'package',
					include: ['tests/package/**/*.test.ts'],
					testTimeout: 120_000,
					hookTimeout: 120_000
				}
			}
		]
	}
});
