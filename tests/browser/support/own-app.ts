import { startPlayground, type Playground } from '../../../scripts/start-playground.ts';
import type { Emulator } from '../../../src/emulator.ts';

/** An app of its own for a test. `port` 0 picks a free one; without `bodySizeLimit` adapter-node's default holds. */
export function startApp(
	{ url, token, workspaceId }: Emulator,
	port = '0',
	bodySizeLimit?: string
): Promise<Playground> {
	return startPlayground({
		env: {
			...process.env,
			PORT: port,
			HOST: '127.0.0.1',
			BODY_SIZE_LIMIT: bodySizeLimit,
			FASTIO_API_URL: url,
			FASTIO_API_TOKEN: token,
			FASTIO_WORKSPACE_ID: workspaceId,
			FASTIO_LIVE_SOURCE: 'webhook'
		},
		stdio: 'ignore'
	});
}
