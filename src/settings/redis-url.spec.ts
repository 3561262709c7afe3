import { describe, expect, it } from '@jest/globals';
import { isRedisUrl } from './redis-url.js';

describe('a Redis URL', () => {
  it.each([
    'redis://cache',
    'redis://cache/',
    'redis://cache:6380/3',
    'redis://[::1]:6379',
    'redis://:secret@127.0.0.1',
    'redis://me:se%2Fcret%25@cache',
    'rediss://me:secret@cache.example:6380/0',
  ])('can be %s', (url) => {
    expect(isRedisUrl(url)).toBe(true);
  });

  it.each([
    'cache',
    'cache:6379',
    'redis:cache',
    'redis://',
    'redis://:6379',
    'redis://cache:port',
    'redis://cache:65536',
    'redis://cache/three',
    'redis://cache/1/2',
    'redis://cache?tls=true',
    'redis://cache#1',
    'redis://ca che',
    'redis://me:100%@cache',
    'redis://me:%ff@cache',
    'valkey://cache',
    'http://cache',
  ])('cannot be %s', (url) => {
    expect(isRedisUrl(url)).toBe(false);
  });
});
