import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { Express } from 'express';
import { routes } from './allowed-methods.js';

/** What a pattern begins with that every path of it has, and whether that is all of it. */
const LITERAL = /^([\w/.~-]*)(.?)/s;

/** This bit tells a capital letter from a small one in ASCII. */
const CASE = 0x20;

/**
 * Spares a request most of the regular expressions of the routes before its own: a route whose pattern begins in
 * another way is passed by after a letter or two. What may be meant is matched as before, so nothing is answered
 * otherwise.
 */
@Injectable()
export class LiteralStarts implements OnApplicationBootstrap {
  constructor(private readonly host: HttpAdapterHost) {}

  onApplicationBootstrap(): void {
    for (const layer of routes(this.host.httpAdapter.getInstance<Express>())) {
      const pattern = layer.route?.path;
      if (typeof pattern !== 'string') continue;
      const mayMatch = literalTest(pattern);
      const match = layer.match.bind(layer);
      layer.match = (path) => mayMatch(path) && match(path);
    }
  }
}

/** Tells whether a pattern takes nothing but its own text, but for case and a slash behind it. */
export function isLiteral(pattern: string): boolean {
  return LITERAL.exec(pattern)?.[2] === '';
}

/** Returns a function that is false of no path that the pattern takes, in whatever case and with a slash behind it or not. */
export function literalTest(pattern: string): (path: string) => boolean {
  const [, literal = '', more = ''] = LITERAL.exec(pattern) ?? [];
  const start = literal.replace(/\/+$/, '');
  const codes = Uint8Array.from(start, (letter) => letter.charCodeAt(0) | CASE);
  const { length } = codes;
  const longest = more === '' ? length + literal.length - start.length + 1 : Number.POSITIVE_INFINITY;
  return (path) => {
    if (path.length < length || path.length > longest) return false;
    // Most addresses begin alike, so the end is looked at first.
    for (let place = length - 1; place >= 0; place--) {
      if ((path.charCodeAt(place) | CASE) !== codes[place]) return false;
    }
    return true;
  };
}
