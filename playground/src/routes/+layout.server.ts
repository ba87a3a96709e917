import { target } from '#lib/server/target.ts';
import type { LayoutServerLoad } from './$types';

export const load: LayoutServerLoad = () => ({ target: target() });
