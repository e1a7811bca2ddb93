/** Milliseconds after its start that a crowd begins. */
export const CROWD_WAITS = 2_000;
