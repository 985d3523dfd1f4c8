/** How far a run is that has a folder. A damaged one was set aside: nothing reads it. */
export const RUN_STATES = ['running', 'finished', 'begun', 'damaged'] as const;
export type RunStateName = (typeof RUN_STATES)[number];
