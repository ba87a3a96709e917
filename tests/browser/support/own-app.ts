import { startPlayground, type Playground } from '../../../scripts/start-playground.ts';
import type { Emulator } from '../../../src/emulator.ts';

/** An app of its own for a test, with adapter-node's default limits. `port` 0 picks a free one. */
export function startApp({ url, token, workspaceId }: Emulator, port = '0'): Promise<Playground> {
	return startPlayground({
		env: {
			...process.env,
			PORT: port,
			HOST: '127.0.0.1',
			BODY_SIZE_LIMIT: undefined,
			FASTIO_API_URL: url,
			FASTIO_API_TOKEN: token,
			FASTIO_WORKSPACE_ID: workspaceId
		},
		stdio: 'ignore'
	});
}
