/** `npm run dev`: the playground under Vite, on an emulator of Fast.io when no token is set. */
import { createServer } from 'vite';
import { createEmulator } from '../src/emulator.ts';
import { addWebhook } from './add-webhook.ts';
import {
	describeTarget,
	loadDotEnv,
	refuseOpenDoor,
	ROOT,
	targetOfEmulator,
	targetOfEnvironment
} from './playground-target.ts';

loadDotEnv();
// Outside Vite, so that a restart after a change of its config keeps the files.
let target = targetOfEnvironment(process.env);
const emulator = target ? undefined : await createEmulator({ intelligence: true });
target ??= targetOfEmulator(emulator!, process.env);
const host = process.env.HOST || '127.0.0.1';
refuseOpenDoor(target, host, process.env);
Object.assign(process.env, target);

const server = await createServer({
	root: `${ROOT}playground`,
	configFile: `${ROOT}playground/vite.config.ts`,
	server: { host, ...(process.env.PORT && { port: Number(process.env.PORT), strictPort: true }) }
});
await server.listen();
const [playgroundUrl] = server.resolvedUrls?.local ?? [];
if (playgroundUrl) await addWebhook(target, playgroundUrl);
server.printUrls();
console.log(`  uploads go to ${describeTarget(target)}\n`);

let stopping = false;
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
	process.on(signal, async () => {
		if (stopping) process.exit(1);
		stopping = true;
		await server.close();
		await emulator?.close();
		process.exit(0);
	});
}
