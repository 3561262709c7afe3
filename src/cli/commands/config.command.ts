import type { Command } from 'commander';
import { config as readDotenv } from 'dotenv';
import { loadConfig } from '../../config.js';
import { columns } from '../columns.js';
import { settingsShown } from '../settings-shown.js';
import type { Terminal } from '../terminal.js';

const HELP = `
As a start in this folder, with this environment, would read them; passwords are not shown. What each setting means:
docs/configuration.md.

Examples:
  $ gatehouse config
  $ GATEHOUSE_PORT=9000 gatehouse --json config`;

export function define(config: Command, terminal: Terminal): void {
  config
    .description('Says each setting: its value, where that comes from, and the default.')
    .addHelpText('after', HELP)
    .action(() => say(terminal));
}

function say(terminal: Terminal): void {
  const { parsed = {} } = readDotenv({ quiet: true, processEnv: {} });
  const settings = settingsShown(process.env, parsed);
  const { unknown, passedOver } = loadConfig(process.env);
  for (const name of unknown) terminal.warn(`${name} is no setting: is it misspelt?`);
  terminal.result(
    columns([
      ['SETTING', 'VALUE', 'FROM', 'DEFAULT'],
      ...settings.map(({ name, value, source, default: byDefault }) => [
        name,
        value ?? '-',
        source,
        source === 'default' ? '' : (byDefault ?? '-'),
      ]),
    ]),
    { ok: true, settings, unknown, passed_over: passedOver },
  );
}
