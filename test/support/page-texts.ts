/** What people read or hear of a page: its texts, and the attributes that are read out or that a script shows. */
export function pageTexts(html: string): string[] {
  const texts = [...html.replace(/<!DOCTYPE html>/, '').matchAll(/>([^<]+)</g)];
  const attributes = [...html.matchAll(/ (?:aria-label|title|alt|placeholder|data-label)="([^"]*)"/g)];
  return [...texts, ...attributes].map(([, text = '']) => unescaped(text).trim()).filter((text) => text !== '');
}

function unescaped(text: string): string {
  return text
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&');
}
