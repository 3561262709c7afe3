import { readFileSync } from 'node:fs';
import { BadSetting } from './bad-setting.js';

const OURS = 'GATEHOUSE_';
/** What names a file in place of a value. */
const FILE = '_FILE';
/** A file that a value stands in, at most: the longest settings are lists of keys. */
const MAX_FILE_BYTES = 1024 * 1024;

/** Variables with our prefix, of which those that name a file are replaced by what is in it. */
export interface Variables {
  readonly given: Readonly<Record<string, string>>;
  /** What an orchestrator has put there for a service that is called as we are, and is no setting. */
  readonly passedOver: readonly string[];
}

/**
 * The settings among the variables of a process; an empty value counts as none.
 *
 * @param isSetting whether a name is that of a setting
 * @throws BadSetting for a file that cannot be read, and for a value that is given twice
 */
export function variablesIn(
  variables: Readonly<Record<string, string | undefined>>,
  isSetting: (name: string) => boolean,
): Variables {
  const given = new Map<string, string>();
  const passedOver: string[] = [];
  for (const [name, value] of Object.entries(variables)) {
    if (!name.startsWith(OURS) || !value) continue;
    if (isOfAService(name, value)) passedOver.push(name);
    else given.set(name, value);
  }
  for (const [name, path] of [...given]) {
    const named = name.slice(0, -FILE.length);
    if (!name.endsWith(FILE) || isSetting(name) || !isSetting(named)) continue;
    if (given.has(named)) {
      throw new BadSetting(`${named} and ${name} are both set; allowed is one of them.`);
    }
    given.set(named, contentOf(name, path));
    given.delete(name);
  }
  return { given: Object.fromEntries(given), passedOver };
}

/**
 * Kubernetes and Docker's old links tell a container of each service by variables; of one that is called `gatehouse`
 * they begin as ours do (kubernetes.io/docs/concepts/services-networking/service, "Environment variables").
 */
function isOfAService(name: string, value: string): boolean {
  if (name === 'GATEHOUSE_PORT') return /^(tcp|udp):\/\//.test(value);
  return /^GATEHOUSE_(SERVICE_(HOST|PORT)|PORT_\d+_(TCP|UDP))/.test(name);
}

function contentOf(name: string, path: string): string {
  let content: Buffer;
  try {
    content = readFileSync(path);
  } catch (error) {
    throw new BadSetting(`${name} names ${shown(path)}, which cannot be read: ${codeOf(error)}.`);
  }
  const text = content.toString().trim();
  if (content.length <= MAX_FILE_BYTES && text !== '') return text;
  throw new BadSetting(
    `${name} names ${shown(path)}, which ${text === '' ? 'is empty' : 'is too large'}.`,
  );
}

/** Only what is clearly a path: somebody may have put there what belongs into the file, a password or a token. */
function shown(path: string): string {
  return /^\.{0,2}\//.test(path) ? path : 'a file (its name is not shown: it may be a secret)';
}

function codeOf(error: unknown): string {
  const hasCode = typeof error === 'object' && error !== null && 'code' in error;
  return String(hasCode ? error.code : error);
}
