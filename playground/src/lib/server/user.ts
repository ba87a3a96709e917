import type { Cookies } from '@sveltejs/kit';
import { demoUsers, type DemoUser } from '#lib/demo-users.ts';

/** Stands for the session cookie of an app with a login. */
const COOKIE = 'demo_user';

/** Who is signed in: the first of the demo users until another is chosen. */
export function currentUser(cookies: Pick<Cookies, 'get'>): DemoUser {
	return userNamed(cookies.get(COOKIE)) ?? demoUsers[0];
}

/** Signs a demo user in for as long as the browser runs; a name that isn't one changes nothing. */
export function signIn(cookies: Cookies, name: unknown, url: URL): void {
	const user = userNamed(name);
	// SvelteKit's default `secure` would lose it on http://127.0.0.1.
	if (user) cookies.set(COOKIE, user, { path: '/', httpOnly: true, secure: url.protocol === 'https:' });
}

const userNamed = (name: unknown): DemoUser | undefined => demoUsers.find((user) => user === name);
