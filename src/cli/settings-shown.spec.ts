import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { settingsShown, type ShownSetting } from './settings-shown.js';

const folder = mkdtempSync(join(tmpdir(), 'gatehouse-'));
afterAll(() => rmSync(folder, { recursive: true }));

function shown(
  name: string,
  variables: Record<string, string>,
  dotenv: Record<string, string> = {},
): ShownSetting | undefined {
  return settingsShown({ ...dotenv, ...variables }, dotenv).find((each) => each.name === name);
}

describe('a setting is shown', () => {
  it('with its default, where nothing is set', () => {
    expect(shown('GATEHOUSE_PORT', {})).toEqual({
      name: 'GATEHOUSE_PORT',
      value: '8080',
      source: 'default',
      default: '8080',
    });
    expect(shown('GATEHOUSE_OWNER_PUBKEY', {})).toMatchObject({ value: null, default: null });
  });

  it('with what follows from others', () => {
    const variables = { GATEHOUSE_PORT: '9000', GATEHOUSE_DATABASE_URL: 'sqlite:/srv/gate.db' };
    expect(shown('GATEHOUSE_PUBLIC_URL', variables)?.value).toBe('http://localhost:9000');
    expect(shown('GATEHOUSE_SIGNING_KEY_FILE', variables)?.value).toBe('/srv/gate.db.signing-key');
  });

  it('with what would follow from others, were it not given', () => {
    expect(shown('GATEHOUSE_PUBLIC_URL', { GATEHOUSE_PUBLIC_URL: 'https://a.example' })).toEqual({
      name: 'GATEHOUSE_PUBLIC_URL',
      value: 'https://a.example',
      source: 'environment',
      default: 'http://localhost:8080',
    });
    const variables = {
      GATEHOUSE_DATABASE_URL: 'sqlite:/srv/gate.db',
      GATEHOUSE_SIGNING_KEY_FILE: '/run/secrets/key',
    };
    expect(shown('GATEHOUSE_SIGNING_KEY_FILE', variables)).toMatchObject({
      value: '/run/secrets/key',
      default: '/srv/gate.db.signing-key',
    });
  });

  it('with where it comes from: the environment before .env, or a file that one of them names', () => {
    const file = join(folder, 'port');
    writeFileSync(file, '9002\n');
    const source = (variables: Record<string, string>, dotenv?: Record<string, string>) =>
      shown('GATEHOUSE_PORT', variables, dotenv);
    expect(source({ GATEHOUSE_PORT: '9000' })).toMatchObject({
      value: '9000',
      source: 'environment',
    });
    expect(source({}, { GATEHOUSE_PORT: '9001' })).toMatchObject({ value: '9001', source: '.env' });
    expect(source({ GATEHOUSE_PORT: '9000' }, { GATEHOUSE_PORT: '9001' })).toMatchObject({
      value: '9000',
      source: 'environment',
    });
    expect(source({ GATEHOUSE_PORT_FILE: file })).toMatchObject({
      value: '9002',
      source: 'GATEHOUSE_PORT_FILE, environment',
      default: '8080',
    });
  });

  it.each([
    ['GATEHOUSE_DATABASE_URL', 'postgres://gate:s3cret@db.example/gatehouse'],
    ['GATEHOUSE_DATABASE_URL', 'postgres://gate@db.example/gatehouse?password=s3cret'],
    ['GATEHOUSE_DATABASE_URL', 'postgres://gate@db.example/gatehouse?PASSWORD=s3cret'],
    ['GATEHOUSE_DATABASE_URL', 'postgres://gate@db.example/gatehouse?sslpassword=s3cret'],
    ['GATEHOUSE_REDIS_URL', 'redis://:s3cret@cache.example:6379/1'],
  ])('without the password in %s: %s', (name, url) => {
    const value = shown(name, { [name]: url })?.value;
    expect(value).toContain('example');
    expect(value).not.toContain('s3cret');
  });

  it('unless one of them is not allowed', () => {
    expect(() => shown('GATEHOUSE_PORT', { GATEHOUSE_PORT: 'x' })).toThrow(/GATEHOUSE_PORT is "x"/);
  });
});
