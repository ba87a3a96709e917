/** An emulator in a process of its own, for `scripts/start.ts`: its memory must not count as the app's. */
import { createEmulator } from '../src/emulator.ts';

const emulator = await createEmulator({ intelligence: true });
const { url, v1Url, token, workspaceId } = emulator;
process.send?.({ url, v1Url, token, workspaceId });

let stopping = false;
async function stop() {
	if (stopping) return;
	stopping = true;
	await emulator.close();
	process.exit(0);
}
process.on('SIGINT', stop);
process.on('SIGTERM', stop);
// The launcher is gone without a word: do not outlive it.
process.on('disconnect', stop);
