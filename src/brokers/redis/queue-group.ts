import { codeOf } from './commands.ts';
import type { RedisCommands } from './commands.ts';
import { GROUP } from './queue-scripts.ts';

/** Makes the group of a queue unless it is there. It begins with the oldest message. */
export async function createGroup(commands: RedisCommands, key: string): Promise<void> {
	try {
		await commands.run(['XGROUP', 'CREATE', key, GROUP, '0', 'MKSTREAM']);
	} catch (error) {
		if (!(error instanceof Error) || codeOf(error.cause) !== 'BUSYGROUP') throw error;
	}
}
