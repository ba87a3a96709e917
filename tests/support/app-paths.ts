/** Stands in for `$app/paths` in unit tests: an app at the root. */
export const resolve = (path: string): string => path;
