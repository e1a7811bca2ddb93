import { InvalidForm } from '../errors/invalid-form.js';
import type { View } from '../../views/view.js';

/**
 * Runs what a form does that stands on a page with data of its own, such as a list: when the form is refused, the page
 * is shown again with this data, what was typed and the messages. Programs get the refusal as from any form. Throws
 * what `handle` throws.
 */
export async function onPage<Data extends object, Result>(
  page: View<Data>,
  data: () => Data | Promise<Data>,
  handle: () => Result | Promise<Result>,
): Promise<Result> {
  try {
    return await handle();
  } catch (error) {
    if (error instanceof InvalidForm) throw error.shownOn(page, await data());
    throw error;
  }
}
