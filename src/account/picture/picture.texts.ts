import type { FlashCategory, FlashesOf, TextsOf } from '../../texts/texts.js';

/** These are the texts of the page of a person's picture. */
export const pictureTexts = {
  pictureLink: 'Change your picture',
  pictureTitle: 'Your picture',
  pictureLabel: 'Picture',
  pictureHint:
    'PNG, JPEG, WebP or GIF, at most 2 MB. The middle of it becomes a square; what the file tells of you, such as a place, is dropped.',
  pictureNow: 'Your picture as others see it',
  savePictureButton: 'Save picture',
  removePictureButton: 'Remove picture',
  pictureSaved: 'Your picture has been saved.',
  pictureRemoved: 'Your picture has been removed.',
  pictureMissing: 'Please choose a picture',
  pictureFormat: 'This is no PNG, JPEG, WebP or GIF picture',
  pictureUnreadable: 'This picture is broken or cut off',
  pictureTooManyPixels: 'A picture has at most {most} megapixels',
  pictureTooLarge: 'A picture has at most 2 MB. Please choose a smaller one.',
} as const;

export const pictureFlashes = { pictureSaved: 'success', pictureRemoved: 'success' } as const satisfies Partial<
  Record<keyof typeof pictureTexts, FlashCategory>
>;

declare module '../../texts/texts.js' {
  interface ProductTexts extends TextsOf<typeof pictureTexts> {}
  interface FlashCatalogue extends FlashesOf<typeof pictureFlashes> {}
}
