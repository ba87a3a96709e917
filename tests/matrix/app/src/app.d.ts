import type { FastioLocals } from 'sveltekit-fastio/server';

declare global {
	namespace App {
		interface Locals {
			fastio: FastioLocals;
			/** Left by the hook before ours, so that the suite sees that both ran. */
			visitor: string;
		}
	}
}

export {};
