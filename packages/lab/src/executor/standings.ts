/** How far a run is, best first: one that is trained again isn't failed any more. */
export const STANDINGS = ['done', 'running', 'queued', 'failed', 'begun', 'missing'] as const;
export type Standing = (typeof STANDINGS)[number];
