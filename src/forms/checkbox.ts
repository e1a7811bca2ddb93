/** Tells whether a box was checked: browsers send `on`, programs `true`, and some `false` or `0` for no. */
export function isChecked(value: string | boolean): boolean {
  return typeof value === 'boolean' ? value : !['', 'false', '0', 'off', 'no'].includes(value.toLowerCase());
}
