import { describe, expect, it } from '@jest/globals';
import { DatabaseError } from 'pg';
import { DatabaseRefused, DuplicateEventId, StorageUnavailable } from '../errors.js';
import {
  isConnectionError,
  mayBeCommitted,
  messageOf,
  passes,
  translateError,
  Unreachable,
} from './postgres-errors.js';

/** What the server says; while it is connected to, and when it ends a session, it is FATAL. */
function said(code: string, more: Partial<DatabaseError> = {}): DatabaseError {
  const error = new DatabaseError(`it says ${code}`, 0, 'error');
  return Object.assign(error, { code, severity: 'ERROR', ...more });
}
const fatally = (code: string) => said(code, { severity: 'FATAL' });

/** What Node says, by a code, or the driver, without one. */
function met(code: string, message = `met ${code}`): Error {
  return Object.assign(new Error(message), { code });
}
const driver = (message: string) => new Error(message);

const connecting = (error: unknown) => new Unreachable(error);
const names = (...codes: string[]) =>
  new AggregateError(
    codes.map((code) => met(code)),
    '',
  );

type RunTime = 'out of reach' | 'one statement' | 'a fault of ours';
type Start = 'waits' | 'gives up';

describe('an error comes, at run time and at a start, to', () => {
  it.each<[string, unknown, RunTime, Start]>([
    // Names, system calls and connections.
    ['nobody listens', met('ECONNREFUSED'), 'out of reach', 'waits'],
    ['a connection that is cut', met('ECONNRESET'), 'out of reach', 'waits'],
    ['a name server that does not answer', met('EAI_AGAIN'), 'out of reach', 'waits'],
    ['a name server that fails', met('EAI_FAIL'), 'out of reach', 'waits'],
    ['a name that is not there', met('ENOTFOUND'), 'out of reach', 'waits'],
    ['several addresses', names('ECONNREFUSED', 'ENETUNREACH'), 'out of reach', 'waits'],
    ['a stream that ended', met('ERR_STREAM_WRITE_AFTER_END'), 'out of reach', 'waits'],
    ['a closed socket', met('ERR_SOCKET_CLOSED'), 'out of reach', 'waits'],
    ['a lost connection', driver('Connection terminated unexpectedly'), 'out of reach', 'waits'],
    ['a silent server', driver('Query read timeout'), 'out of reach', 'waits'],
    ['a silent start', driver('timeout expired'), 'out of reach', 'waits'],
    [
      'a server without means',
      driver('There was an error establishing an SSL connection'),
      'out of reach',
      'waits',
    ],
    // What the server says to whoever connects.
    ['a server that starts', connecting(fatally('57P03')), 'out of reach', 'waits'],
    ['too many connections', connecting(fatally('53300')), 'out of reach', 'waits'],
    ['ALLOW_CONNECTIONS false', connecting(fatally('55000')), 'out of reach', 'waits'],
    ['the same in Russian', connecting(said('55000')), 'out of reach', 'waits'],
    ['a wrong password', connecting(fatally('28P01')), 'out of reach', 'gives up'],
    ['no such database', connecting(fatally('3D000')), 'out of reach', 'gives up'],
    ['no right to connect', connecting(fatally('42501')), 'out of reach', 'gives up'],
    ['an unknown option', connecting(fatally('42704')), 'out of reach', 'gives up'],
    ['no password', connecting(driver('SASL: it must be a string')), 'out of reach', 'gives up'],
    // Certificates and TLS.
    ...[
      'CERT_HAS_EXPIRED',
      'CERT_NOT_YET_VALID',
      'SELF_SIGNED_CERT_IN_CHAIN',
      'DEPTH_ZERO_SELF_SIGNED_CERT',
      'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
      'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
      'ERR_TLS_CERT_ALTNAME_INVALID',
      'ERR_SSL_TLSV1_ALERT_UNKNOWN_CA',
      'ERR_OSSL_PEM_NO_START_LINE',
      'EPROTO',
    ].map((code): [string, unknown, RunTime, Start] => [
      code,
      connecting(met(code)),
      'out of reach',
      'gives up',
    ]),
    [
      'a server without TLS',
      connecting(driver('The server does not support SSL connections')),
      'out of reach',
      'gives up',
    ],
    ['TLS that breaks', met('ERR_SSL_BAD_RECORD_MAC'), 'out of reach', 'gives up'],
    // The address itself.
    [
      'a file that is not there',
      connecting(new DatabaseRefused('/closed/ca.pem is not there')),
      'out of reach',
      'gives up',
    ],
    // What the server says to a statement.
    ['an end by the operator', fatally('57P01'), 'out of reach', 'waits'],
    ['a transaction that took too long', fatally('25P04'), 'out of reach', 'waits'],
    ['a read-only server', said('25006'), 'out of reach', 'waits'],
    ['a full disk', said('53100'), 'out of reach', 'waits'],
    ['an end for any other reason', fatally('XX000'), 'out of reach', 'gives up'],
    [
      'a free position that is taken',
      said('23505', { table: 'events' }),
      'out of reach',
      'gives up',
    ],
    ['the limit of a statement', said('57014'), 'one statement', 'waits'],
    ['the limit of a lock', said('55P03'), 'one statement', 'waits'],
    ['a right that is missing', said('42501'), 'one statement', 'gives up'],
    ['what it is in no state for', said('55000'), 'a fault of ours', 'gives up'],
    ['a mistake in SQL', said('42601'), 'a fault of ours', 'gives up'],
    ['a mistake of the server', said('XX000'), 'a fault of ours', 'gives up'],
    ['a value that is taken', said('23505', { table: 'roles' }), 'a fault of ours', 'gives up'],
    // What never was at a server.
    [
      'a mistake in the program',
      new TypeError('x is not a function'),
      'a fault of ours',
      'gives up',
    ],
    ['no error at all', 'gone', 'a fault of ours', 'gives up'],
  ])('%s', (_, error, runTime, start) => {
    const told = translateError(error);
    if (runTime === 'a fault of ours') expect(told).toBe(error);
    else {
      expect(told).toBeInstanceOf(StorageUnavailable);
      expect(told).toMatchObject({ ofStatement: runTime === 'one statement' });
    }
    expect(passes(error)).toBe(start === 'waits');
  });

  it('itself, when it was translated already', () => {
    const told = translateError(met('ECONNRESET'));
    expect(translateError(told)).toBe(told);
    expect(isConnectionError(told)).toBe(true);
  });

  it('an event id that is taken', () => {
    const told = translateError(
      said('23505', { constraint: 'events_id_key', detail: 'Key (id)=(abc) already exists.' }),
    );
    expect(told).toEqual(new DuplicateEventId('abc'));
  });
});

describe('a commit that failed', () => {
  it.each([
    ['a cut', met('ECONNRESET')],
    ['TLS that broke', met('ERR_SSL_BAD_RECORD_MAC')],
    ['silence', driver('Query read timeout')],
    ['the operator', fatally('57P01')],
    ['the operator, in Russian', said('57P01', { severity: 'ВАЖНО' })],
    ['a crash', new StorageUnavailable(fatally('57P02'))],
  ])('by %s may have been done', (_, error) => expect(mayBeCommitted(error)).toBe(true));

  it.each([
    ['a full disk', said('53100')],
    ['a conflict', said('40001')],
    ['a limit', new StorageUnavailable(said('57014'))],
    ['a mistake of ours', new TypeError('ours')],
  ])('by %s was not done', (_, error) => expect(mayBeCommitted(error)).toBe(false));
});

it.each([
  ['connect ECONNREFUSED ::1', met('ECONNREFUSED', 'connect ECONNREFUSED ::1')],
  ['met ECONNREFUSED; met EAI_AGAIN', names('ECONNREFUSED', 'EAI_AGAIN')],
  ['Invalid value', connecting(driver('Invalid value.\n'))],
  ["expired; renew the server's certificate", connecting(met('CERT_HAS_EXPIRED', 'expired'))],
  [
    'The server does not support SSL connections; turn ssl on at the server, or take sslmode out of the address',
    driver('The server does not support SSL connections'),
  ],
  [
    "self-signed; let sslrootcert in the address name the file of whoever signed the server's certificate",
    met('DEPTH_ZERO_SELF_SIGNED_CERT', 'self-signed'),
  ],
  [
    "not in the list; use a host name that is in the server's certificate",
    met('ERR_TLS_CERT_ALTNAME_INVALID', 'not in the list: '),
  ],
  ['gone', 'gone'],
])('it is told in one line: %s', (told, error) => expect(messageOf(error)).toBe(told));
