import 'reflect-metadata';
import { Transform } from 'class-transformer';
import { IsIn, IsInt, IsOptional, Length, Matches, Max, Min } from 'class-validator';
import { IsName } from '../platform/name.js';
import { A_DATABASE } from './database-url.js';
import { PROXIES } from './proxies.js';
import { RATE_LIMITS } from './rate-limits.js';
import { A_REDIS } from './redis-url.js';
import { VERIFIER_KEYS, WITNESSES } from './witnesses.js';
import { MEMBERSHIP_MODES, type MembershipMode } from '../server/server.events.js';

export const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;

const toInteger = Transform(({ value }: { value: unknown }) =>
  typeof value === 'string' && /^-?\d{1,15}$/.test(value) ? Number(value) : value,
);

/** The settings as they come from the environment, each with what is allowed. */
export class Environment {
  @Length(1, 255, { message: 'a host name or an IP address to listen on' })
  GATEHOUSE_HOST: string = '127.0.0.1';

  @toInteger
  @IsInt({ message: 'a port from 0 to 65535' })
  @Min(0, { message: 'a port from 0 to 65535' })
  @Max(65535, { message: 'a port from 0 to 65535' })
  GATEHOUSE_PORT: number = 8080;

  @IsOptional()
  @Matches(/^https?:\/\/[^\s/?#]+(\/[^\s?#]*)?$/, {
    message: 'an http or https URL without query, e.g. https://community.example',
  })
  GATEHOUSE_PUBLIC_URL?: string;

  @Length(1, 4096, { message: A_DATABASE })
  GATEHOUSE_DATABASE_URL: string = 'sqlite:data/gatehouse.db';

  @IsIn(['full', 'normal'], { message: 'full or normal' })
  GATEHOUSE_SQLITE_SYNCHRONOUS: 'full' | 'normal' = 'full';

  @IsName(100, { message: 'a name of 1 to 100 characters, something to see among them' })
  GATEHOUSE_SERVER_NAME: string = 'My Community';

  @IsOptional()
  @Matches(/^https?:\/\/\S{1,2000}$/, {
    message: 'an http or https URL of at most 2000 characters',
  })
  GATEHOUSE_SERVER_ICON?: string;

  @IsIn(MEMBERSHIP_MODES, { message: `one of ${MEMBERSHIP_MODES.join(', ')}` })
  GATEHOUSE_MEMBERSHIP_MODE: MembershipMode = 'invite_only';

  @IsIn(['owner-invite', 'first-user'], { message: 'owner-invite or first-user' })
  GATEHOUSE_BOOTSTRAP: 'owner-invite' | 'first-user' = 'owner-invite';

  @IsOptional()
  @Matches(/^[1-9A-HJ-NP-Za-km-z]{32,44}$/, { message: 'an Ed25519 public key in base58' })
  GATEHOUSE_OWNER_PUBKEY?: string;

  @toInteger
  @IsInt({ message: 'a number from 8 to 32' })
  @Min(8, { message: 'a number from 8 to 32' })
  @Max(32, { message: 'a number from 8 to 32' })
  GATEHOUSE_INVITE_CODE_LENGTH: number = 8;

  @toInteger
  @IsInt({ message: 'a number from 1 to 100000' })
  @Min(1, { message: 'a number from 1 to 100000' })
  @Max(100_000, { message: 'a number from 1 to 100000' })
  GATEHOUSE_MAX_ACTIVE_INVITES: number = 500;

  @toInteger
  @IsInt({ message: 'seconds, from 1 to 31536000' })
  @Min(1, { message: 'seconds, from 1 to 31536000' })
  @Max(31_536_000, { message: 'seconds, from 1 to 31536000' })
  GATEHOUSE_SESSION_TTL_SECONDS: number = 86_400;

  @IsOptional()
  @Length(1, 4096, { message: 'the path of a file' })
  GATEHOUSE_SIGNING_KEY_FILE?: string;

  @IsOptional()
  @Length(1, 65_536, { message: WITNESSES })
  GATEHOUSE_WITNESSES?: string;

  @IsOptional()
  @toInteger
  @IsInt({ message: 'a number from 1 to that of the witnesses' })
  @Min(1, { message: 'a number from 1 to that of the witnesses' })
  GATEHOUSE_WITNESSES_NEEDED?: number;

  @IsOptional()
  @Length(1, 65_536, { message: VERIFIER_KEYS })
  GATEHOUSE_WITNESS_FOR?: string;

  @Length(1, 4096, { message: RATE_LIMITS })
  GATEHOUSE_RATE_LIMIT: string = 'on';

  @IsOptional()
  @Length(1, 4096, { message: A_REDIS })
  GATEHOUSE_REDIS_URL?: string;

  @IsOptional()
  @Matches(/^[a-z][a-z0-9+.-]*:\/\/[^\s/,]+(,\s*[a-z][a-z0-9+.-]*:\/\/[^\s/,]+)*$/, {
    message: 'origins separated by commas, e.g. https://chat.example',
  })
  GATEHOUSE_CORS_ORIGINS?: string;

  @IsIn(['on', 'off'], { message: 'on or off' })
  GATEHOUSE_DECENTCOM: 'on' | 'off' = 'off';

  @IsIn(['on', 'off'], { message: 'on or off' })
  GATEHOUSE_READ_ONLY: 'on' | 'off' = 'off';

  @Length(1, 4096, { message: PROXIES })
  GATEHOUSE_TRUST_PROXY: string = 'false';

  @toInteger
  @IsInt({ message: 'seconds, from 0 to 63072000' })
  @Min(0, { message: 'seconds, from 0 to 63072000' })
  @Max(63_072_000, { message: 'seconds, from 0 to 63072000' })
  GATEHOUSE_HSTS_SECONDS: number = 0;

  @toInteger
  @IsInt({ message: 'seconds, from 0 to 300' })
  @Min(0, { message: 'seconds, from 0 to 300' })
  @Max(300, { message: 'seconds, from 0 to 300' })
  GATEHOUSE_DRAIN_SECONDS: number = 0;

  @toInteger
  @IsInt({ message: 'seconds, from 1 to 3600' })
  @Min(1, { message: 'seconds, from 1 to 3600' })
  @Max(3600, { message: 'seconds, from 1 to 3600' })
  GATEHOUSE_KEEP_ALIVE_SECONDS: number = 72;

  @IsIn(LOG_LEVELS, { message: `one of ${LOG_LEVELS.join(', ')}` })
  GATEHOUSE_LOG_LEVEL: (typeof LOG_LEVELS)[number] = 'info';
}
