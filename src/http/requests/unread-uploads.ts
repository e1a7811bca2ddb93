import type { Type } from '@nestjs/common';
import { INTERCEPTORS_METADATA, SELF_DECLARED_DEPS_METADATA } from '@nestjs/common/constants.js';
import { MetadataScanner } from '@nestjs/core';
import { MULTER_MODULE_OPTIONS } from '@nestjs/platform-express/multer/files.constants.js';
import { StartError } from '../../lifecycle/start-error.js';

/**
 * Throws {@link StartError} where Nest's `FileInterceptor`, or one of its kin, stands before a handler. It reads the
 * body itself, and finds none: whoever sends a file would be refused with every request.
 */
export function refuseFileInterceptors(controllers: readonly Type[]): void {
  for (const controller of controllers) {
    const prototype = controller.prototype as object;
    refuseOn(controller, controller.name);
    for (const method of new MetadataScanner().getAllMethodNames(prototype)) {
      refuseOn(Reflect.get(prototype, method) as object, `${controller.name}.${method}`);
    }
  }
}

function refuseOn(target: object, where: string): void {
  const interceptors = Reflect.getMetadata(INTERCEPTORS_METADATA, target) as readonly unknown[] | undefined;
  if (interceptors?.some(isFileInterceptor) !== true) return;
  throw new StartError(
    `${where}: FileInterceptor and its kin find nothing left to read. Write in its place ` +
      "@AcceptsBody({ most: '10mb', types: ['multipart/form-data'] }); @UploadedFile() stays (docs/guides/uploads.md)",
  );
}

/** Each call makes a class without a name; all of them, and no others, have the settings of multer injected. */
function isFileInterceptor(interceptor: unknown): boolean {
  if (typeof interceptor !== 'function') return false;
  const injected = Reflect.getMetadata(SELF_DECLARED_DEPS_METADATA, interceptor) as readonly { param?: unknown }[] | undefined;
  return injected?.some(({ param }) => param === MULTER_MODULE_OPTIONS) === true;
}
