import type { Config } from '../config.js';
import type { SigningKey } from '../transparency/signing-key.js';
import { Failure } from './failures.js';

/** @throws Failure where there is no key of the community, and another was made for this process alone */
export function requireKept({ isNew }: SigningKey, { signingKeyFile }: Config): void {
  if (!isNew) return;
  const where = signingKeyFile ?? 'the database';
  throw new Failure(
    `There is no signing key in ${where}: a start makes it; GATEHOUSE_SIGNING_KEY_FILE names another.`,
  );
}
