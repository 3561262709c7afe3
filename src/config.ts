import { plainToInstance } from 'class-transformer';
import { getMetadataStorage, validateSync } from 'class-validator';
import { BadSetting, badSetting } from './settings/bad-setting.js';
import { A_DATABASE, databaseAt } from './settings/database-url.js';
import { publicKeyOf } from './identity/public-key.js';
import { PROXIES, proxiesIn, type TrustedProxies } from './settings/proxies.js';
import { RATE_LIMITS, rateLimitsIn, type RateLimits } from './settings/rate-limits.js';
import { A_REDIS, isRedisUrl } from './settings/redis-url.js';
import { Environment, type LOG_LEVELS } from './settings/environment.js';
import { signingKeyOf } from './settings/signing-key-file.js';
import { variablesIn } from './settings/variables.js';
import {
  logKeysIn,
  majorityOf,
  VERIFIER_KEYS,
  witnessesIn,
  WITNESSES,
  type Witness,
} from './settings/witnesses.js';
import type { MembershipMode } from './server/server.events.js';
import type { NamedKey } from './transparency/signed-note.js';

/** The settings as the program uses them. See `docs/configuration.md` for each. */
export interface Config {
  readonly host: string;
  readonly port: number;
  /** Without a slash at its end. */
  readonly publicUrl: string;
  /** Where the log is, unless it is on SQLite. Holds a password. */
  readonly postgresUrl: string | undefined;
  readonly sqlite: {
    readonly path: string;
    readonly synchronous: 'full' | 'normal';
    /** Whether it is opened by a server, of which a file has one; not by the command line. */
    readonly forServer?: boolean;
  };
  /** Whether the community is only looked at: nothing is written to its database. */
  readonly readOnly: boolean;
  /** Whether a key that signs heads is made where there is none: that is for a start. */
  readonly makesSigningKey: boolean;
  /** Where the key that signs heads is; `undefined` = in the database, or in memory with it. */
  readonly signingKeyFile: string | undefined;
  /** Who is shown each checkpoint of the log. */
  readonly witnesses: readonly Witness[];
  /** So many of them must have signed for a checkpoint to be witnessed. */
  readonly witnessesNeeded: number;
  /** Of other logs: whose checkpoints are looked at and signed here. */
  readonly witnessFor: readonly NamedKey[];
  readonly server: {
    readonly name: string;
    readonly icon: string | null;
    readonly membershipMode: MembershipMode;
  };
  readonly bootstrap: 'owner-invite' | 'first-user';
  readonly ownerPubkey: string | undefined;
  readonly inviteCodeLength: number;
  /** How many invites a member may have that are active or paused. */
  readonly maxActiveInvites: number;
  readonly sessionTtlSeconds: number;
  readonly rateLimits: RateLimits;
  /** Where processes count requests together, if it is set. May hold a password. */
  readonly redisUrl: string | undefined;
  readonly corsOrigins: readonly string[];
  /** Whether decentcom's clients are answered as they expect; see `docs/decentcom.md`. */
  readonly decentcom: boolean;
  /** Who may say in `X-Forwarded-For` where a request came from; 0 = nobody. */
  readonly trustedProxies: TrustedProxies;
  /** For so long browsers keep to TLS; 0 = they are not told to. */
  readonly hstsSeconds: number;
  /** How long a stop goes on answering, and says that it is not ready, before it takes no more. */
  readonly drainSeconds: number;
  /** How long a connection is kept on which nothing is asked. */
  readonly keepAliveSeconds: number;
  readonly logLevel: (typeof LOG_LEVELS)[number];
  /** Variables with our prefix that we do not know: probably misspelt. */
  readonly unknown: readonly string[];
  /** Variables with our prefix that an orchestrator has set for a service of our name. */
  readonly passedOver: readonly string[];
}

export const CONFIG = Symbol('Config');

export { BadSetting };

/** The variables that are settings, in the order of `Environment`. */
export function settingNames(): ReadonlySet<string> {
  const rules = getMetadataStorage().getTargetValidationMetadatas(Environment, '', false, false);
  return new Set(rules.map(({ propertyName }) => propertyName));
}

/**
 * Reads the settings; an empty value counts as none.
 * @throws BadSetting naming the first variable that is wrong, and what is allowed
 */
export function loadConfig(variables: Readonly<Record<string, string | undefined>>): Config {
  const known = settingNames();
  const { given, passedOver } = variablesIn(variables, (name) => known.has(name));
  const environment = plainToInstance(Environment, given, { exposeDefaultValues: true });
  const [error] = validateSync(environment, { stopAtFirstError: true });
  if (error) {
    const allowed = Object.values(error.constraints ?? {})[0] ?? 'something else';
    throw badSetting(error.property, given[error.property], allowed);
  }
  const url = environment.GATEHOUSE_PUBLIC_URL;
  if (url !== undefined && !URL.canParse(url)) {
    throw badSetting('GATEHOUSE_PUBLIC_URL', url, 'an http or https URL without query');
  }
  const database = databaseAt(environment.GATEHOUSE_DATABASE_URL);
  if (!database) {
    throw badSetting('GATEHOUSE_DATABASE_URL', environment.GATEHOUSE_DATABASE_URL, A_DATABASE);
  }
  const redis = environment.GATEHOUSE_REDIS_URL;
  if (redis !== undefined && !isRedisUrl(redis)) {
    throw badSetting('GATEHOUSE_REDIS_URL', redis, A_REDIS);
  }
  const owner = environment.GATEHOUSE_OWNER_PUBKEY;
  if (owner !== undefined && !publicKeyOf(owner)) {
    throw badSetting('GATEHOUSE_OWNER_PUBKEY', owner, 'an Ed25519 public key in base58');
  }
  const witnesses = listIn('GATEHOUSE_WITNESSES', environment, witnessesIn, WITNESSES);
  const witnessFor = listIn('GATEHOUSE_WITNESS_FOR', environment, logKeysIn, VERIFIER_KEYS);
  const witnessesNeeded = environment.GATEHOUSE_WITNESSES_NEEDED ?? majorityOf(witnesses);
  if (witnesses.length > 0 && witnessesNeeded > witnesses.length) {
    const allowed = `a number from 1 to ${witnesses.length}: so many are in GATEHOUSE_WITNESSES`;
    throw badSetting('GATEHOUSE_WITNESSES_NEEDED', witnessesNeeded, allowed);
  }
  const synchronous = environment.GATEHOUSE_SQLITE_SYNCHRONOUS;
  // A power cut must not take back what witnesses have seen, or what was signed for others.
  const canLose = database.engine === 'sqlite' && synchronous === 'normal';
  if (canLose && witnesses.length + witnessFor.length > 0) {
    const name = witnesses.length > 0 ? 'GATEHOUSE_WITNESSES' : 'GATEHOUSE_WITNESS_FOR';
    throw badSetting('GATEHOUSE_SQLITE_SYNCHRONOUS', synchronous, `full, where ${name} is set`);
  }
  const rateLimits = rateLimitsIn(environment.GATEHOUSE_RATE_LIMIT);
  if (rateLimits === undefined) {
    throw badSetting('GATEHOUSE_RATE_LIMIT', environment.GATEHOUSE_RATE_LIMIT, RATE_LIMITS);
  }
  const trustedProxies = proxiesIn(environment.GATEHOUSE_TRUST_PROXY);
  if (trustedProxies === undefined) {
    throw badSetting('GATEHOUSE_TRUST_PROXY', environment.GATEHOUSE_TRUST_PROXY, PROXIES);
  }
  return {
    host: environment.GATEHOUSE_HOST,
    port: environment.GATEHOUSE_PORT,
    publicUrl: (
      environment.GATEHOUSE_PUBLIC_URL ?? `http://localhost:${environment.GATEHOUSE_PORT}`
    ).replace(/\/+$/, ''),
    postgresUrl: database.engine === 'postgres' ? database.url : undefined,
    sqlite: {
      path: database.engine === 'sqlite' ? database.path : '',
      synchronous,
    },
    readOnly: environment.GATEHOUSE_READ_ONLY === 'on',
    makesSigningKey: environment.GATEHOUSE_READ_ONLY === 'off',
    signingKeyFile: environment.GATEHOUSE_SIGNING_KEY_FILE ?? signingKeyOf(database),
    witnesses,
    witnessesNeeded,
    witnessFor,
    server: {
      name: environment.GATEHOUSE_SERVER_NAME,
      icon: environment.GATEHOUSE_SERVER_ICON ?? null,
      membershipMode: environment.GATEHOUSE_MEMBERSHIP_MODE,
    },
    bootstrap: environment.GATEHOUSE_BOOTSTRAP,
    ownerPubkey: owner,
    inviteCodeLength: environment.GATEHOUSE_INVITE_CODE_LENGTH,
    maxActiveInvites: environment.GATEHOUSE_MAX_ACTIVE_INVITES,
    sessionTtlSeconds: environment.GATEHOUSE_SESSION_TTL_SECONDS,
    rateLimits,
    redisUrl: redis,
    corsOrigins: environment.GATEHOUSE_CORS_ORIGINS?.split(/,\s*/) ?? [],
    decentcom: environment.GATEHOUSE_DECENTCOM === 'on',
    trustedProxies,
    hstsSeconds: environment.GATEHOUSE_HSTS_SECONDS,
    drainSeconds: environment.GATEHOUSE_DRAIN_SECONDS,
    keepAliveSeconds: environment.GATEHOUSE_KEEP_ALIVE_SECONDS,
    logLevel: environment.GATEHOUSE_LOG_LEVEL,
    unknown: Object.keys(given).filter((name) => !known.has(name)),
    passedOver,
  };
}

/** @throws BadSetting for a list of which an entry is not right */
function listIn<Entry>(
  name: 'GATEHOUSE_WITNESSES' | 'GATEHOUSE_WITNESS_FOR',
  environment: Environment,
  entriesIn: (setting: string) => readonly Entry[] | undefined,
  allowed: string,
): readonly Entry[] {
  const setting = environment[name];
  const entries = setting === undefined ? [] : entriesIn(setting);
  if (!entries) throw badSetting(name, setting, allowed);
  return entries;
}
