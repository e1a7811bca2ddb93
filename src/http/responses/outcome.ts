import type { VNode } from 'preact';
import type { FormState, PageContext, View } from '../../views/view.js';

/** A page is HTML by its view, and JSON as its data. */
export class PageOutcome {
  private constructor(
    readonly html: (context: PageContext) => VNode,
    readonly data: object,
    readonly status: number,
    readonly form: FormState | undefined,
  ) {}

  static of<Data extends object>(view: View<Data>, data: Data, status = 200, form?: FormState): PageOutcome {
    return new PageOutcome((context) => view({ data, context }), data, status, form);
  }
}

/** A form was accepted: browsers are sent on with 303, and programs get the data. */
export class RedirectOutcome {
  constructor(
    readonly to: string,
    readonly json: { readonly status: 200 | 201 | 204 | 303; readonly body?: object; readonly location?: string },
  ) {}
}

export type Outcome = PageOutcome | RedirectOutcome;

/** Shows a page; its JSON is the data and the current user. */
export function page<Data extends object>(view: View<Data>, data: Data): PageOutcome {
  return PageOutcome.of(view, data);
}

/** Sends browsers on to `to`; programs get 200 with the data and `redirectTo`. */
export function redirect(to: string, data: object): RedirectOutcome {
  return new RedirectOutcome(to, { status: 200, body: { ...data, redirectTo: to } });
}

/** Sends everybody on, programs too. */
export function redirectAll(to: string): RedirectOutcome {
  return new RedirectOutcome(to, { status: 303, location: to });
}

/** Reports that something was made: browsers go on to `to`; programs get 201, the data and where it is. */
export function created(location: string, data: object, to: string): RedirectOutcome {
  return new RedirectOutcome(to, { status: 201, body: data, location });
}

/** Reports success with nothing to tell: browsers go on to `to`; programs get 204. */
export function done(to: string): RedirectOutcome {
  return new RedirectOutcome(to, { status: 204 });
}
