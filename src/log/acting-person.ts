import { requestScope } from './request-scope.js';

/** This is what a request knows of whom it is made for (users/principal). */
interface Actors {
  readonly user?: { readonly impersonatedBy?: { readonly id: string } };
}

/** Returns the account of the administrator who acts as the person of the present request, undefined where nobody does. */
export function actingPerson(): string | undefined {
  const { response } = requestScope.getStore() ?? {};
  if (response === undefined) return undefined;
  const request = Reflect.get(response, 'req') as Actors | undefined;
  return request?.user?.impersonatedBy?.id;
}
