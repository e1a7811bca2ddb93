/** An error that is told to people in full by whoever catches it: its message holds no secret, and no line of the log repeats it. */
export abstract class ToldToPeople extends Error {}
