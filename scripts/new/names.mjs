/** Paths that are written nowhere in the code, and folders of `src/team` that are no feature. */
const TAKEN = new Set(['assets', 'icon', 'team', 'test']);

/**
 * How a feature and what it keeps are called, from a name such as `notes` or `open-tasks`; a sentence that says why
 * there can be no such feature. `Many` and `One` are for classes, `many` and `one` for variables, `table` for SQL,
 * `title` for people. `taken` is what is there already, `spokenFor` what no variable or class may be called.
 */
export function namesOf(name, taken, spokenFor) {
  if (!/^[a-z][a-z0-9]*(-[a-z][a-z0-9]*)*$/.test(name) || name.length > 40) {
    return 'A name is made of small letters and digits, with hyphens between words, such as notes or open-tasks.';
  }
  if (TAKEN.has(name) || taken.paths.has(name)) return `/${name} is there already: take another name.`;
  const stem = singular(name);
  const singles = stem === name ? [`${name}-item`] : [stem, `${name}-item`];
  const names = singles
    .map((single) => namesMadeOf(name, single, spokenFor))
    .find((made) => !taken.entities.has(made.One) && wordsOf(made).every((word) => !spokenFor.has(word)));
  return names ?? `What is called ${name} would mean something else in the code: take another name.`;
}

/** The names, whatever they mean elsewhere; `many` is another word where no variable can have this one. */
export function namesMadeOf(name, single, spokenFor = new Set()) {
  const words = name.replaceAll('-', ' ');
  const title = words[0].toUpperCase() + words.slice(1);
  const [Many, One] = [capital(name), capital(single)];
  const many = spokenFor.has(small(Many)) ? `${small(One)}s` : small(Many);
  return { folder: name, file: single, Many, One, many, one: small(One), table: name.replaceAll('-', '_'), title };
}

/** The variables and classes that are made of these names. */
function wordsOf({ Many, One, many, one }) {
  const ofMany = ['Page', 'PageData', 'Module', 'Controller', 'Service'].map((what) => Many + what);
  return [many, one, One, ...ofMany, ...['Page', 'Dto', 'Schema'].map((what) => One + what)];
}

/** These are no plural, and these not one of a word in -y. */
const ALIKE = /(^|-)(news|series|species)$/;
const OF_IE = /(^|-)(brown|calor|cook|d|hood|mov|p|prair|rook|self|smooth|t|zomb)ies$/;

/** The singular of a regular plural; a word that is none stays as it is. */
function singular(name) {
  if (ALIKE.test(name)) return name;
  if (OF_IE.test(name)) return name.slice(0, -1);
  if (/[^aeiou]ies$/.test(name)) return name.replace(/ies$/, 'y');
  if (/(ch|sh|ss|x)es$/.test(name)) return name.slice(0, -2);
  return /[^s]s$/.test(name) ? name.slice(0, -1) : name;
}

const capital = (name) => name.replace(/(^|-)([a-z])/g, (_match, _hyphen, letter) => letter.toUpperCase());
const small = (name) => name[0].toLowerCase() + name.slice(1);
