import { describe, expect, it } from '@jest/globals';
import { newKey } from '../test/support/made-up-log.js';
import { BadSetting, loadConfig } from './config.js';
import { COSIGNATURE, verifierKey } from './transparency/signed-note.js';

const KEY = '11111111111111111111111111111112';

const LOG_KEY = newKey('neighbour.example').named;

/** What the operator is told about a setting. */
function complaint(name: string, value: string): string {
  try {
    loadConfig({ [name]: value });
  } catch (error) {
    if (error instanceof BadSetting) return error.message;
    throw error;
  }
  return 'nothing';
}

describe('without settings', () => {
  const defaults = {
    host: '127.0.0.1',
    port: 8080,
    publicUrl: 'http://localhost:8080',
    postgresUrl: undefined,
    sqlite: { path: 'data/gatehouse.db', synchronous: 'full' },
    signingKeyFile: 'data/gatehouse.db.signing-key',
    witnesses: [],
    witnessesNeeded: 1,
    witnessFor: [],
    server: { name: 'My Community', icon: null, membershipMode: 'invite_only' },
    bootstrap: 'owner-invite',
    ownerPubkey: undefined,
    inviteCodeLength: 8,
    maxActiveInvites: 500,
    sessionTtlSeconds: 86_400,
    rateLimits: {},
    readOnly: false,
    makesSigningKey: true,
    redisUrl: undefined,
    corsOrigins: [],
    decentcom: false,
    trustedProxies: 0,
    hstsSeconds: 0,
    drainSeconds: 0,
    keepAliveSeconds: 72,
    logLevel: 'info',
    unknown: [],
    passedOver: [],
  };

  it('everything has its documented default', () => {
    expect(loadConfig({})).toEqual(defaults);
  });

  it('what is empty counts as not set', () => {
    const empty = { GATEHOUSE_PORT: '', GATEHOUSE_OWNER_PUBKEY: '', GATEHOUSE_CORS_ORIGINS: '' };
    expect(loadConfig({ ...empty, GATEHOUSE_HOST: undefined })).toEqual(defaults);
  });

  it('what belongs to other programs is not ours', () => {
    expect(loadConfig({ PORT: '99', PATH: '/bin', NODE_ENV: 'test' })).toEqual(defaults);
  });
});

describe('a setting', () => {
  it.each([
    ['GATEHOUSE_HOST', '0.0.0.0', { host: '0.0.0.0' }],
    ['GATEHOUSE_HOST', '::', { host: '::' }],
    ['GATEHOUSE_PORT', '0', { port: 0 }],
    ['GATEHOUSE_PORT', '65535', { port: 65535, publicUrl: 'http://localhost:65535' }],
    ['GATEHOUSE_PUBLIC_URL', 'https://a.example', { publicUrl: 'https://a.example' }],
    ['GATEHOUSE_PUBLIC_URL', 'https://a.example/', { publicUrl: 'https://a.example' }],
    [
      'GATEHOUSE_PUBLIC_URL',
      'http://a.example:81/gate/',
      { publicUrl: 'http://a.example:81/gate' },
    ],
    ['GATEHOUSE_DATABASE_URL', 'sqlite::memory:', { sqlite: { path: ':memory:' } }],
    ['GATEHOUSE_DATABASE_URL', 'sqlite::memory:', { signingKeyFile: undefined }],
    ['GATEHOUSE_SIGNING_KEY_FILE', '/run/secrets/key', { signingKeyFile: '/run/secrets/key' }],
    ['GATEHOUSE_DATABASE_URL', 'sqlite:/var/lib/g.db', { sqlite: { path: '/var/lib/g.db' } }],
    ['GATEHOUSE_DATABASE_URL', 'postgres://g@db/g', { postgresUrl: 'postgres://g@db/g' }],
    ['GATEHOUSE_SQLITE_SYNCHRONOUS', 'normal', { sqlite: { synchronous: 'normal' } }],
    ['GATEHOUSE_SERVER_NAME', 'Café', { server: { name: 'Café' } }],
    [
      'GATEHOUSE_SERVER_ICON',
      'https://a.example/i.png',
      { server: { icon: 'https://a.example/i.png' } },
    ],
    ['GATEHOUSE_MEMBERSHIP_MODE', 'closed', { server: { membershipMode: 'closed' } }],
    ['GATEHOUSE_BOOTSTRAP', 'first-user', { bootstrap: 'first-user' }],
    ['GATEHOUSE_OWNER_PUBKEY', KEY, { ownerPubkey: KEY }],
    ['GATEHOUSE_INVITE_CODE_LENGTH', '32', { inviteCodeLength: 32 }],
    ['GATEHOUSE_MAX_ACTIVE_INVITES', '20', { maxActiveInvites: 20 }],
    ['GATEHOUSE_SESSION_TTL_SECONDS', '1', { sessionTtlSeconds: 1 }],
    ['GATEHOUSE_RATE_LIMIT', 'off', { rateLimits: 'off' }],
    ['GATEHOUSE_RATE_LIMIT', 'preview=600', { rateLimits: { preview: 600 } }],
    ['GATEHOUSE_REDIS_URL', 'redis://cache', { redisUrl: 'redis://cache' }],
    ['GATEHOUSE_CORS_ORIGINS', 'https://a.example', { corsOrigins: ['https://a.example'] }],
    ['GATEHOUSE_CORS_ORIGINS', 'tauri://localhost', { corsOrigins: ['tauri://localhost'] }],
    ['GATEHOUSE_DECENTCOM', 'on', { decentcom: true }],
    [
      'GATEHOUSE_CORS_ORIGINS',
      'https://a.example, http://b.example:81,https://c.example',
      { corsOrigins: ['https://a.example', 'http://b.example:81', 'https://c.example'] },
    ],
    ['GATEHOUSE_TRUST_PROXY', 'true', { trustedProxies: 1 }],
    ['GATEHOUSE_TRUST_PROXY', '1', { trustedProxies: 1 }],
    ['GATEHOUSE_TRUST_PROXY', '10', { trustedProxies: 10 }],
    ['GATEHOUSE_TRUST_PROXY', '10.0.0.0/8, ::1', { trustedProxies: '10.0.0.0/8,::1' }],
    ['GATEHOUSE_HSTS_SECONDS', '31536000', { hstsSeconds: 31_536_000 }],
    ['GATEHOUSE_DRAIN_SECONDS', '10', { drainSeconds: 10 }],
    ['GATEHOUSE_KEEP_ALIVE_SECONDS', '5', { keepAliveSeconds: 5 }],
    ['GATEHOUSE_READ_ONLY', 'on', { readOnly: true, makesSigningKey: false }],
    ['GATEHOUSE_LOG_LEVEL', 'debug', { logLevel: 'debug' }],
  ])('%s can be %s', (name, value, expected) => {
    expect(loadConfig({ [name]: value })).toMatchObject({ ...expected, unknown: [] });
  });

  it.each([
    ['GATEHOUSE_PORT', '-1', 'a port from 0 to 65535'],
    ['GATEHOUSE_PORT', '65536', 'a port from 0 to 65535'],
    ['GATEHOUSE_PORT', '80.5', 'a port from 0 to 65535'],
    ['GATEHOUSE_PORT', '0x50', 'a port from 0 to 65535'],
    ['GATEHOUSE_PORT', ' 80', 'a port from 0 to 65535'],
    ['GATEHOUSE_PORT', 'http', 'a port from 0 to 65535'],
    ['GATEHOUSE_HOST', 'h'.repeat(256), 'a host name or an IP address to listen on'],
    ['GATEHOUSE_PUBLIC_URL', 'community.example', 'an http or https URL without query'],
    ['GATEHOUSE_PUBLIC_URL', 'ftp://community.example', 'an http or https URL without query'],
    ['GATEHOUSE_PUBLIC_URL', 'https://community.example?x=1', 'an http or https URL without query'],
    ['GATEHOUSE_SQLITE_SYNCHRONOUS', 'off', 'full or normal'],
    ['GATEHOUSE_SERVER_NAME', 'n'.repeat(101), 'a name of 1 to 100 characters'],
    ['GATEHOUSE_SERVER_ICON', 'javascript:alert(1)', 'an http or https URL'],
    ['GATEHOUSE_MEMBERSHIP_MODE', 'OPEN', 'one of open, invite_only, allowlist, closed'],
    ['GATEHOUSE_BOOTSTRAP', 'none', 'owner-invite or first-user'],
    ['GATEHOUSE_OWNER_PUBKEY', 'not a key', 'an Ed25519 public key in base58'],
    ['GATEHOUSE_OWNER_PUBKEY', `1${KEY}`, 'an Ed25519 public key in base58'],
    ['GATEHOUSE_INVITE_CODE_LENGTH', '7', 'a number from 8 to 32'],
    ['GATEHOUSE_INVITE_CODE_LENGTH', '33', 'a number from 8 to 32'],
    ['GATEHOUSE_MAX_ACTIVE_INVITES', '0', 'a number from 1 to 100000'],
    ['GATEHOUSE_SESSION_TTL_SECONDS', '0', 'seconds, from 1 to 31536000'],
    ['GATEHOUSE_SESSION_TTL_SECONDS', '31536001', 'seconds, from 1 to 31536000'],
    ['GATEHOUSE_SESSION_TTL_SECONDS', '1h', 'seconds, from 1 to 31536000'],
    ['GATEHOUSE_RATE_LIMIT', 'true', 'on, off, or requests a minute, e.g. preview=60,'],
    ['GATEHOUSE_CORS_ORIGINS', '*', 'origins separated by commas'],
    ['GATEHOUSE_CORS_ORIGINS', 'https://a.example/path', 'origins separated by commas'],
    ['GATEHOUSE_DECENTCOM', 'yes', 'on or off'],
    ['GATEHOUSE_TRUST_PROXY', 'yes', 'false, how many proxies there are, from 1 to 10, or their'],
    ['GATEHOUSE_TRUST_PROXY', '0', 'false, how many proxies there are, from 1 to 10, or their'],
    ['GATEHOUSE_HSTS_SECONDS', '1y', 'seconds, from 0 to 63072000'],
    ['GATEHOUSE_DRAIN_SECONDS', '301', 'seconds, from 0 to 300'],
    ['GATEHOUSE_KEEP_ALIVE_SECONDS', '0', 'seconds, from 1 to 3600'],
    ['GATEHOUSE_LOG_LEVEL', 'loud', 'one of fatal, error, warn, info, debug, trace, silent'],
  ])('%s cannot be %j; allowed is %s', (name, value, allowed) => {
    const text = complaint(name, value);
    expect(text).toContain(`${name} is ${JSON.stringify(value)}; allowed is ${allowed}`);
    expect(text).not.toContain('\n');
  });

  it.each([
    ['GATEHOUSE_DATABASE_URL', 'mysql://me:secret@db/g'],
    ['GATEHOUSE_DATABASE_URL', 'postgres://me:sec/secret@db/g h'],
    ['GATEHOUSE_REDIS_URL', 'redis://:secret@cache/none'],
    ['GATEHOUSE_REDIS_URL', 'redis:secret@cache'],
    ['GATEHOUSE_REDIS_URL', 'redis://me:sec/secret@cache'],
    ['GATEHOUSE_REDIS_URL', 'redis://me:secret%@cache'],
    ['GATEHOUSE_REDIS_URL', 'redis://cache?password=secret'],
    ['GATEHOUSE_DATABASE_URL', 'postgres://me:secret/a@db/g'],
    ['GATEHOUSE_DATABASE_URL', 'postgres://me:p@secret/x@db/g'],
    ['GATEHOUSE_DATABASE_URL', 'postgres://me:5432/secret@db/g'],
    ['GATEHOUSE_DATABASE_URL', 'postgres://me:5432?secret@db/g'],
    ['GATEHOUSE_DATABASE_URL', 'postgres://me:5432#secret@db/g'],
    ['GATEHOUSE_DATABASE_URL', 'postgres://me:secret'],
    ['GATEHOUSE_DATABASE_URL', 'postgres:me:secret/db'],
    ['GATEHOUSE_DATABASE_URL', 'host=db password=secret'],
    ['GATEHOUSE_DATABASE_URL', 'postgres://secret@db:none/g'],
  ])('that is wrong is not shown where a password may stand in it: %s, %s', (name, value) => {
    expect(complaint(name, value)).toContain(`${name} is something else; allowed is`);
    expect(complaint(name, value)).not.toContain('secret');
  });

  it.each([
    ['GATEHOUSE_WITNESS_FOR', verifierKey(LOG_KEY)],
    ['GATEHOUSE_WITNESSES', `${verifierKey({ ...LOG_KEY, type: COSIGNATURE })} http://127.0.0.1:1`],
  ])('that lets a power cut take back answers does not go with %s', (name, value) => {
    const settings = { [name]: value, GATEHOUSE_SQLITE_SYNCHRONOUS: 'normal' };
    expect(() => loadConfig(settings)).toThrow(
      `GATEHOUSE_SQLITE_SYNCHRONOUS is "normal"; allowed is full, where ${name} is set.`,
    );
    expect(loadConfig({ ...settings, GATEHOUSE_SQLITE_SYNCHRONOUS: 'full' }).unknown).toEqual([]);
    const elsewhere = { ...settings, GATEHOUSE_DATABASE_URL: 'postgres://g@db/g' };
    expect(loadConfig(elsewhere).unknown).toEqual([]);
  });

  it('that is wrong is told in one line, whatever is in it', () => {
    expect(complaint('GATEHOUSE_RATE_LIMIT', 'on\nor off')).not.toContain('\n');
  });
});

describe('a variable with our prefix that we do not know', () => {
  it('is listed, for it is probably misspelt', () => {
    const variables = { GATEHOUSE_PROT: '80', GATEHOUSE_HOST: '::', GATEHOUSE_MODE: 'open' };
    expect(loadConfig(variables).unknown).toEqual(['GATEHOUSE_PROT', 'GATEHOUSE_MODE']);
  });

  it('changes nothing else', () => {
    expect(loadConfig({ GATEHOUSE_PROT: '80' })).toEqual({
      ...loadConfig({}),
      unknown: ['GATEHOUSE_PROT'],
    });
  });
});
