import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { variablesIn } from './variables.js';

const SETTINGS = ['GATEHOUSE_PORT', 'GATEHOUSE_DATABASE_URL', 'GATEHOUSE_SIGNING_KEY_FILE'];
const read = (variables: Record<string, string>) =>
  variablesIn(variables, (name) => SETTINGS.includes(name));

const folder = mkdtempSync(join(tmpdir(), 'gatehouse-'));
afterAll(() => rmSync(folder, { recursive: true }));

function fileWith(content: string): string {
  const path = join(folder, 'setting');
  writeFileSync(path, content);
  return path;
}

describe('a setting in a file', () => {
  it('is what is in the file, without the space around it', () => {
    const path = fileWith('postgres://me:secret@db/g\n');
    expect(read({ GATEHOUSE_DATABASE_URL_FILE: path }).given).toEqual({
      GATEHOUSE_DATABASE_URL: 'postgres://me:secret@db/g',
    });
  });

  it('is no such file where the setting itself is the path of one', () => {
    const given = { GATEHOUSE_SIGNING_KEY_FILE: '/run/secrets/key' };
    expect(read(given).given).toEqual(given);
  });

  it('of a name that we do not know stays as it is, to be told of', () => {
    const given = { GATEHOUSE_PROT_FILE: '/none' };
    expect(read(given).given).toEqual(given);
  });

  it.each([
    [
      { GATEHOUSE_DATABASE_URL_FILE: join(folder, 'none') },
      /names .*none, which cannot be read: ENOENT/,
    ],
    [{ GATEHOUSE_DATABASE_URL_FILE: folder }, /which cannot be read: EISDIR/],
    [{ GATEHOUSE_PORT: '1', GATEHOUSE_PORT_FILE: '/x' }, /GATEHOUSE_PORT and GATEHOUSE_PORT_FILE/],
  ])('%j is refused', (variables, why) => {
    expect(() => read(variables as Record<string, string>)).toThrow(why);
  });

  it.each(['postgres://me:s3cret@db.example/gate', 's3cret'])(
    'is not shown where it is no path: %s',
    (secret) => {
      const reading = () => read({ GATEHOUSE_DATABASE_URL_FILE: secret });
      expect(reading).toThrow(/GATEHOUSE_DATABASE_URL_FILE names a file .*ENOENT/);
      expect(reading).not.toThrow(/s3cret/);
    },
  );

  it('cannot be empty', () => {
    expect(() => read({ GATEHOUSE_PORT_FILE: fileWith(' \n') })).toThrow(/is empty/);
  });
});

describe('what an orchestrator says of a service that is called gatehouse', () => {
  it('is passed over', () => {
    const ofTheService = {
      GATEHOUSE_PORT: 'tcp://10.0.0.1:80',
      GATEHOUSE_SERVICE_HOST: '10.0.0.1',
      GATEHOUSE_SERVICE_PORT: '80',
      GATEHOUSE_SERVICE_PORT_HTTP: '80',
      GATEHOUSE_PORT_80_TCP: 'tcp://10.0.0.1:80',
      GATEHOUSE_PORT_80_TCP_PROTO: 'tcp',
      GATEHOUSE_PORT_80_TCP_PORT: '80',
      GATEHOUSE_PORT_80_TCP_ADDR: '10.0.0.1',
    };
    expect(read(ofTheService)).toEqual({ given: {}, passedOver: Object.keys(ofTheService) });
  });

  it.each(['80', 'tcp:80', 'http://host:80', 'eighty'])('is not a port that is %s', (value) => {
    expect(read({ GATEHOUSE_PORT: value }).passedOver).toEqual([]);
  });
});
