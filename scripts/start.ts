/** `npm start`: builds the playground with adapter-node and serves it. `--no-build` serves the build that is there. */
import { buildApp } from './build-app.ts';
import { describeTarget, loadDotEnv, ROOT } from './playground-target.ts';
import { startPlayground } from './start-playground.ts';

loadDotEnv();
if (!process.argv.includes('--no-build')) {
	await buildApp(`${ROOT}playground`, 'warn');
}

try {
	const playground = await startPlayground({ env: process.env });
	console.log(`Playground:  ${playground.url}`);
	console.log(`App process: ${playground.pid}`);
	console.log(`Uploads to:  ${describeTarget(playground.target)}`);
	let stopping = false;
	for (const signal of ['SIGINT', 'SIGTERM'] as const) {
		process.on(signal, async () => {
			stopping = true;
			await playground.stop();
			process.exit(0);
		});
	}
	const reason = await playground.failed;
	if (!stopping) {
		console.error(`Stopped: ${reason}`);
		await playground.stop();
		process.exit(1);
	}
} catch (error) {
	console.error(error instanceof Error ? error.message : error);
	process.exit(1);
}
