import type { FormPageData, View } from '../../views/view.js';

const VIEW = Symbol('the page that shows this form');

/**
 * Names the page on which a form stands, so that a refused one is shown again there. The DTO says so, because guards
 * refuse before interceptors run, and Nest tells a filter no handler.
 */
export function ShownOn(view: View<FormPageData>): ClassDecorator {
  return (dto) => Reflect.defineMetadata(VIEW, view, dto);
}

export function viewOf(dto: object): View<FormPageData> {
  const view: unknown = Reflect.getMetadata(VIEW, dto.constructor);
  if (!isView(view)) throw new Error(`${dto.constructor.name} lacks @ShownOn(page), and nobody has called onPage()`);
  return view;
}

function isView(value: unknown): value is View<FormPageData> {
  return typeof value === 'function' && 'title' in value;
}
