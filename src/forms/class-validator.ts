import { createRequire } from 'node:module';
import type * as ClassValidator from 'class-validator';

/**
 * These are the parts of class-validator that the product uses, by their files. Its index loads three hundred others at
 * every start, a telephone book of all countries among them. They are the files that the index loads too, so there is
 * one register of rules, and a team imports `class-validator` as its documentation says.
 */
export const { getFromContainer } = part<'getFromContainer'>('container');
export const { getMetadataStorage } = part<'getMetadataStorage'>('metadata/MetadataStorage');
export const { isEmail } = part<'isEmail'>('decorator/string/IsEmail');
export const { registerDecorator } = part<'registerDecorator'>('register-decorator');
export const { Validator } = part<'Validator'>('validation/Validator');

/** The package has types for its index alone. */
function part<Name extends keyof typeof ClassValidator>(file: string): Pick<typeof ClassValidator, Name> {
  return createRequire(import.meta.url)(`class-validator/cjs/${file}.js`) as Pick<typeof ClassValidator, Name>;
}
