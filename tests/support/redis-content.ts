import type { Redis } from '@decroche/platform/redis';

/** Every key and value of a Redis, of every type, as one text: what somebody who copies it would find. */
export async function everythingIn(redis: Redis): Promise<string> {
  const keys = await redis.keys('*');
  const contents = await Promise.all(keys.map((key) => contentOf(redis, key)));
  return keys.map((key, index) => `${key}\n${contents[index]}`).join('\n');
}

async function contentOf(redis: Redis, key: string): Promise<string> {
  const type = await redis.type(key);
  switch (type) {
    case 'string':
      return (await redis.get(key)) ?? '';
    case 'hash':
      return JSON.stringify(await redis.hgetall(key));
    case 'list':
      return (await redis.lrange(key, 0, -1)).join('\n');
    case 'set':
      return (await redis.smembers(key)).join('\n');
    case 'zset':
      return (await redis.zrange(key, '0', '-1')).join('\n');
    case 'stream':
      return JSON.stringify(await redis.xrange(key, '-', '+'));
    case 'none':
      return '';
    default:
      throw new Error(`${key} is of an unread type: ${type}`);
  }
}
