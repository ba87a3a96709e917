// What browsers get for every server entry, through the `browser` export condition: Kit 2.70 has no guard of its own
// for packages, and a page that imports one would ship its code. It exports nothing, so a build fails at the import.
throw new Error(
	'sveltekit-fastio: this entry holds server code. Import it in +page.server.ts, +server.ts or hooks.server.ts only.'
);

export {};
