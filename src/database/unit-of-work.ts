import type { EntityManager } from '@mikro-orm/core';

/** Makes a separate unit of work beside that of the present request: it ends with the method that made it. */
export function unitOfWork(em: EntityManager): EntityManager {
  return em.fork({ disableContextResolution: true });
}
