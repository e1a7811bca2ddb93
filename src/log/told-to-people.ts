/** Whoever catches this error tells it to people in full: its message holds no secret, and no line of the log repeats it. */
export abstract class ToldToPeople extends Error {}
