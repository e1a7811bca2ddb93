import { entity } from './entity.mjs';
import { form } from './form.mjs';
import { namesMadeOf } from './names.mjs';
import { page } from './page.mjs';

/**
 * Words that no variable of a module can have (ECMAScript, "Keywords and Reserved Words", with those of strict mode), and
 * the class that MikroORM takes for the type of a column.
 */
const RESERVED = (
  'arguments await break case catch class const continue debugger default delete do else enum eval export extends false finally for ' +
  'function if implements import in instanceof interface let new null package private protected public return static super switch ' +
  'this throw true try typeof var void while with yield Date'
).split(' ');

/** This is in no word that anybody writes. */
const NOBODYS = 'qzx';

/**
 * What cannot be the name of a variable or a class of a feature: the language has it, or the code that is written says it
 * itself, whatever the feature is called.
 */
export function spokenFor() {
  const names = namesMadeOf(NOBODYS, `${NOBODYS}-item`);
  const code = [page, form, entity].flatMap((kind) => Object.values(kind(names))).join('\n');
  const withoutTexts = code.replaceAll(/\/\*[^]*?\*\/|\/\/.*|'[^'\n]*'|"[^"\n]*"/g, '');
  const words = withoutTexts.match(/[A-Za-z_$][\w$]*/g).filter((word) => !word.toLowerCase().includes(NOBODYS));
  return new Set([...RESERVED, ...words]);
}
