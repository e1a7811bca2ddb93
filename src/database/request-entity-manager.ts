import { EntityManager } from '@mikro-orm/core';
import { requestScope } from '../log/request-scope.js';
import { unitOfWork } from './unit-of-work.js';

/**
 * Returns the unit of work of the present request, forked from `root` at the first use: most signed-in pages never
 * ask SQL, and a fork for each of them costs a tenth of the whole page.
 */
export function requestEntityManager(root: () => EntityManager): EntityManager | undefined {
  const scope = requestScope.getStore();
  if (scope === undefined) return undefined;
  if (!(scope.entityManager instanceof EntityManager)) {
    scope.entityManager = unitOfWork(root());
  }
  return scope.entityManager instanceof EntityManager ? scope.entityManager : undefined;
}
