/** Who the playground knows: anyone may be either, there is no password. */
export const demoUsers = ['Alice', 'Bob'] as const;
export type DemoUser = (typeof demoUsers)[number];

/** The one that isn't `user`. */
export const otherThan = (user: DemoUser): DemoUser => (user === 'Alice' ? 'Bob' : 'Alice');
