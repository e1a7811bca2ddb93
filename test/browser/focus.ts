/** Runs in the page: why one cannot see where the focus is, or null. */
export function focusTrouble(): string | null {
  const element = document.activeElement;
  // Past the last stop the focus leaves the page, for the browser's own bars.
  if (element === null || element === document.body) return null;
  // The button within a date field has the focus then, and the browser's own outline.
  if (element instanceof HTMLInputElement && element.type === 'date' && !element.matches(':focus')) return null;
  const name = `${element.tagName.toLowerCase()} "${element.textContent?.trim() || element.id}"`;
  const { outlineStyle, outlineWidth, outlineColor } = getComputedStyle(element);
  if (!element.matches(':focus-visible')) return `${name} does not match :focus-visible`;
  if (outlineStyle === 'none' || parseFloat(outlineWidth) < 2) return `${name} has no outline`;
  if (/, 0\)$|transparent/.test(outlineColor)) return `${name} has an outline that cannot be seen`;
  const { left, top, width, height } = element.getBoundingClientRect();
  const centre = document.elementFromPoint(left + width / 2, top + height / 2);
  return centre !== null && element.contains(centre) ? null : `${name} is hidden or covered`;
}
