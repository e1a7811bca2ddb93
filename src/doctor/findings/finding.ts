import type { Topic } from '../proxies/remedies.js';

/** This is what the doctor has to say. A mistake must be mended; a note is for whoever wants to know. */
export interface Finding {
  readonly grade: 'mistake' | 'note';
  readonly what: string;
  /** This tells what it does to people. */
  readonly effect?: string;
  readonly remedy?: string;
  /** Lines of configuration of this kind mend it in the proxy. */
  readonly topic?: Topic;
}

export function mistake(what: string, effect: string, remedy: string, topic?: Topic): Finding {
  return { grade: 'mistake', what, effect, remedy, ...(topic !== undefined && { topic }) };
}

export function note(what: string, effect?: string): Finding {
  return { grade: 'note', what, ...(effect !== undefined && { effect }) };
}
