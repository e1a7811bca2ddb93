import type { EntityManager } from '@mikro-orm/core';

/** A unit of work of its own, beside that of the present request: it ends with the method that made it. */
export function unitOfWork(em: EntityManager): EntityManager {
  return em.fork({ disableContextResolution: true });
}
