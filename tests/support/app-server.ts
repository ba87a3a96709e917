/** Stands in for `$app/server`, which our server entry imports for its guard alone. */
export {};
