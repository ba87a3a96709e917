/** One app as it is served: a column of the table. */
export interface Column {
	kit: 2 | 3;
	/** `dev`: `vite dev`; `node`: adapter-node as it comes, with its 512 KiB limit; `open`: without a limit. */
	mode: 'dev' | 'node' | 'open';
}

export const COLUMNS: readonly Column[] = ([2, 3] as const).flatMap((kit) =>
	(['dev', 'node', 'open'] as const).map((mode) => ({ kit, mode }))
);

/** Its heading. */
export function titleOf({ kit, mode }: Column): string {
	return `Kit ${kit} ${{ dev: 'dev', node: 'node 512K', open: 'node ∞' }[mode]}`;
}

/** What takes any size: everything but adapter-node's default. */
export const takesLargeBodies = ({ mode }: Column): boolean => mode !== 'node';
/** A server of its own that takes any size. */
export const isUnlimitedServer = ({ mode }: Column): boolean => mode === 'open';
/** adapter-node as it comes. */
export const isLimited = ({ mode }: Column): boolean => mode === 'node';
