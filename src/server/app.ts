// Makes Kit 3 refuse a build in which a page imports this package's server entry, and name the import chain.
import '$app/server';
import * as paths from '$app/paths';

/** The app's base path, e.g. `/docs`, or `''`. Kit 3 still exports `base` at run time but no longer types it. */
export const appBase: string = (paths as { base?: string }).base ?? '';
