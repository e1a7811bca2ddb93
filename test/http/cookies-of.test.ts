import type { Request } from 'express';
import { describe, expect, it } from 'vitest';
import { cookiesOf } from '../../src/http/responses/cookies.js';

const sent = (cookie?: string) => ({ headers: { cookie } }) as Request;

describe('cookies of one name', () => {
  it.each([
    [undefined, []],
    ['', []],
    ['other=1', []],
    ['session2=1; x-session=2; session', []],
    ['session=', ['']],
    ['session=a', ['a']],
    ['session=a; other=1; session=b', ['a', 'b']],
    ['session=a;session=b ;  session=%73', ['a', 'b', 's']],
    ['session=%E0%A4; session=b%2Bc; Session=c', ['%E0%A4', 'b+c']],
    ['a="; session=1; "; session=2', ['1', '2']],
    ['other=x,session=a; session=b', ['b']],
  ])('of `%s` are %j, in that order', (header, values) => {
    expect(cookiesOf(sent(header), 'session')).toEqual(values);
  });
});
