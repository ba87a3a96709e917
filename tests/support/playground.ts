import type { Emulator } from '../../src/emulator.ts';
import { startPlayground } from '../../scripts/start-playground.ts';
import type { Playground } from '../../scripts/start-playground.ts';

/** The built playground in a process of its own, without a body limit, on an emulator of the test. */
export function startOn(
	emulator: Emulator,
	wire: 'sessions' | 'v1' = 'sessions',
	settings: NodeJS.ProcessEnv = {}
): Promise<Playground> {
	return startPlayground({
		env: {
			...process.env,
			PORT: '0',
			BODY_SIZE_LIMIT: 'Infinity',
			FASTIO_API_URL: wire === 'v1' ? emulator.v1Url : emulator.url,
			FASTIO_API_TOKEN: emulator.token,
			FASTIO_LIVE_SOURCE: 'webhook',
			FASTIO_WORKSPACE_ID: emulator.workspaceId,
			...settings
		},
		stdio: 'ignore'
	});
}
