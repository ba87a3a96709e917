import type { Actions } from '@sveltejs/kit';
import type { createFastioActions } from '../../src/server/actions.ts';
import type { Definition } from '../../src/server/define.ts';

declare const actionsOf: typeof createFastioActions;
declare const definition: Definition<{ saved: string }>;

// Pages write both: the actions themselves as a page's `actions`, and spread beside the page's own.
export const alone = actionsOf(definition) satisfies Actions;
export const beside = { ...actionsOf(definition), rename: () => ({ renamed: true }) } satisfies Actions;
