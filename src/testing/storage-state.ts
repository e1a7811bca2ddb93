import { parseSetCookie } from 'cookie';

/** What Playwright keeps of a browser; it has the type in a package that the product does without. */
export interface StorageState {
  readonly cookies: {
    name: string;
    value: string;
    domain: string;
    path: string;
    /** This is in seconds since 1970; -1 for a cookie that ends with the browser. */
    expires: number;
    httpOnly: boolean;
    secure: boolean;
    sameSite: 'Strict' | 'Lax' | 'None';
  }[];
  readonly origins: [];
}

/** Returns these cookies of an origin with the attributes that their `Set-Cookie` lines gave them. */
export function browserState(
  origin: string,
  cookies: ReadonlyMap<string, string>,
  lines: ReadonlyMap<string, string>,
): StorageState {
  const { hostname } = new URL(origin);
  return {
    cookies: [...cookies].map(([name, value]) => {
      const given = parseSetCookie(lines.get(name) ?? `${name}=`);
      const expiresAt = given.maxAge === undefined ? given.expires?.getTime() : Date.now() + given.maxAge * 1_000;
      return {
        name,
        value,
        domain: given.domain ?? hostname,
        path: given.path ?? '/',
        expires: expiresAt === undefined ? -1 : Math.floor(expiresAt / 1_000),
        httpOnly: given.httpOnly ?? false,
        secure: given.secure ?? false,
        sameSite: given.sameSite === 'strict' ? 'Strict' : given.sameSite === 'none' ? 'None' : 'Lax',
      };
    }),
    origins: [],
  };
}
