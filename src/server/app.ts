// Makes Kit 3 refuse a build in which a page imports this package's server entry, and name the import chain.
import '$app/server';
import { resolve } from '$app/paths';

/**
 * The app's base path, e.g. `/docs`, or `''`. `resolve` is the one way to it that both Kits have; it is absolute while
 * modules load and relative to the page inside a request, so this asks once, at load.
 */
export const appBase: string = (resolve as (path: string) => string)('/').replace(/^\.*\/$|\/$/u, '');
