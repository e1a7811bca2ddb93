/** A file has at most so many bytes. */
export const FILE_AT_MOST = 2_097_152;

/** A picture has at most so many pixels, whatever its file weighs: a few bytes can claim any number of them. */
export const PIXELS_AT_MOST = 40_000_000;

/** The process is told of one file at a time. */
export interface ToProcess {
  readonly path: string;
  readonly pixelsAtMost: number;
}

/** Why a file becomes no picture. */
export type PictureRefusal = 'pictureFormat' | 'pictureUnreadable' | 'pictureTooManyPixels';

/** The process says once that it can begin, and then what became of each file, in their order. */
export type FromProcess = 'ready' | { readonly picture: Uint8Array } | { readonly refused: PictureRefusal };
