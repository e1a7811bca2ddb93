import { documented } from './documented.js';
import type { RedisServer } from './redis-server.js';

/** Gives a server the users of docs/redis-acl.md; `more` are further rights. The address for the product's own user. */
export async function withDocumentedUser(server: RedisServer, more: readonly string[] = []): Promise<string> {
  const lines = documented('docs/redis-acl.md', 'acl').join('').split('\n').filter(Boolean);
  const users = lines.map((line) => line.split(' ').slice(1));
  const [name = '', ...rights] = users.find(([user]) => user !== 'default') ?? [];
  const password = rights.find((right) => right.startsWith('>'))?.slice(1) ?? '';
  await server.ask((redis) => redis.call('ACL', 'SETUSER', name, ...rights, ...more));
  return server.url.replace('://', `://${name}:${password}@`);
}

/** What has been refused to users of this server, as `context object`; the client's name is no harm. */
export async function refusals(server: RedisServer): Promise<string[]> {
  const entries = await server.ask((redis) => redis.call('ACL', 'LOG'));
  return (entries as string[][])
    .map((entry) => [...entry.keys()].filter((place) => place % 2 === 0).map((place) => [entry[place], entry[place + 1]]))
    .map((pairs) => Object.fromEntries(pairs) as Record<string, string>)
    .map(({ context = '', object = '' }) => `${context} ${object}`)
    .filter((refusal) => !/client\|set(info|name)$/.test(refusal));
}
