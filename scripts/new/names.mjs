/** The first words of paths that the product has itself, and folders of `src/team` that are no feature. */
const TAKEN = new Set(
  'assets auth confirm dashboard health icon login logout metrics profile register session settings team test'.split(' '),
);

/** Words that mean something else where the variable of one of them would stand: of the language, and of our code. */
const SPOKEN_FOR = new Set(
  (
    'added break case catch class const context continue controller created data default delete do done else enum export false feature ' +
    'field finally for form function get id if import in instanceof item layout let migration module new null page param post product ' +
    'redirect return static super switch text this throw true try typeof user var version view visitor void while with yield'
  ).split(' '),
);

/**
 * How a feature and what it keeps are called, from a name such as `notes` or `open-tasks`; a sentence that says why
 * there can be no such feature. `Many` and `One` are for classes, `many` and `one` for variables, `table` for SQL,
 * `title` for people.
 */
export function namesOf(name) {
  if (!/^[a-z][a-z0-9]*(-[a-z][a-z0-9]*)*$/.test(name) || name.length > 40) {
    return 'A name is made of small letters and digits, with hyphens between words, such as notes or open-tasks.';
  }
  if (TAKEN.has(name)) return `The product has a ${name} of its own: take another name.`;
  const stem = singular(name);
  const single = stem === name || SPOKEN_FOR.has(stem) ? `${name}-item` : stem;
  const words = name.replaceAll('-', ' ');
  const title = words[0].toUpperCase() + words.slice(1);
  const [Many, One] = [capital(name), capital(single)];
  return { folder: name, file: single, Many, One, many: small(Many), one: small(One), table: name.replaceAll('-', '_'), title };
}

/** The singular of a regular plural; a word that is none stays as it is. */
function singular(name) {
  if (/[^aeiou]ies$/.test(name)) return name.replace(/ies$/, 'y');
  if (/(ch|sh|ss|x)es$/.test(name)) return name.slice(0, -2);
  return /[^s]s$/.test(name) ? name.slice(0, -1) : name;
}

const capital = (name) => name.replace(/(^|-)([a-z])/g, (_match, _hyphen, letter) => letter.toUpperCase());
const small = (name) => name[0].toLowerCase() + name.slice(1);
