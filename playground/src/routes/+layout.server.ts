import { target } from '#lib/server/target.ts';
import { currentUser } from '#lib/server/user.ts';
import type { LayoutServerLoad } from './$types';

export const load: LayoutServerLoad = ({ cookies }) => ({ target: target(), user: currentUser(cookies) });
