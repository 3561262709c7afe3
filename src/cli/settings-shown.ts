import { loadConfig, settingNames, type Config } from '../config.js';
import { SECRET } from '../settings/bad-setting.js';
import { Environment } from '../settings/environment.js';
import { variablesIn } from '../settings/variables.js';

/** A setting as it is in force. */
export interface ShownSetting {
  readonly name: string;
  /** Without any password; `null` where there is none and nothing comes in its place. */
  readonly value: string | null;
  /** The environment, `.env`, the variable that names a file, or `default`. */
  readonly source: string;
  readonly default: string | null;
}

/**
 * Every setting, with its value and where that comes from.
 *
 * @param variables of the process, in which those of `.env` are already
 * @param dotenv what stands in `.env`
 * @throws BadSetting for the first that is not allowed
 */
export function settingsShown(
  variables: Readonly<Record<string, string | undefined>>,
  dotenv: Readonly<Record<string, string | undefined>>,
): readonly ShownSetting[] {
  const config = loadConfig(variables);
  const names = settingNames();
  const { given } = variablesIn(variables, (name) => names.has(name));
  const defaults = new Environment() as unknown as Readonly<Record<string, unknown>>;
  const derived = derivedFrom(config);
  return [...names].map((name) => {
    // What would follow from the others, were this one not given.
    const follows = name in derived && derivedFrom(loadConfig(without(variables, name)))[name];
    const byDefault = textOf(defaults[name] ?? follows);
    const value = given[name] ?? byDefault;
    return {
      name,
      value: value !== null && SECRET.has(name) ? withoutPassword(value) : value,
      source: sourceOf(name, given, variables, dotenv),
      default: byDefault,
    };
  });
}

/** What settings are that follow from others, unless they are given. */
function derivedFrom(config: Config): Readonly<Record<string, unknown>> {
  return {
    GATEHOUSE_PUBLIC_URL: config.publicUrl,
    GATEHOUSE_SIGNING_KEY_FILE: config.signingKeyFile,
    ...(config.witnesses.length > 0 && { GATEHOUSE_WITNESSES_NEEDED: config.witnessesNeeded }),
  };
}

function without(
  variables: Readonly<Record<string, string | undefined>>,
  name: string,
): Readonly<Record<string, string | undefined>> {
  return { ...variables, [name]: undefined, [`${name}_FILE`]: undefined };
}

function sourceOf(
  name: string,
  given: Readonly<Record<string, string>>,
  variables: Readonly<Record<string, string | undefined>>,
  dotenv: Readonly<Record<string, string | undefined>>,
): string {
  if (given[name] === undefined) return 'default';
  const variable = variables[name] ? name : `${name}_FILE`;
  // The environment goes before `.env`; where both say the same it does not matter which it was.
  const where = dotenv[variable] === variables[variable] ? '.env' : 'environment';
  return variable === name ? where : `${variable}, ${where}`;
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : null;
}

/** Of a URL that was checked; `sqlite:<path>` has none. */
function withoutPassword(url: string): string {
  if (!url.includes('//')) return url;
  const shown = new URL(url);
  if (shown.password !== '') shown.password = '***';
  // Drivers take some there, too: `password`, `sslpassword`.
  for (const name of [...shown.searchParams.keys()]) {
    if (/pass|secret|token/i.test(name)) shown.searchParams.set(name, '***');
  }
  return shown.href;
}
