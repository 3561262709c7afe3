import type { Command } from 'commander';
import { defineErase } from '../members/erase.js';
import { HELP } from '../members/help.js';
import { defineList } from '../members/list.js';
import { defineModeration } from '../members/moderate.js';
import { defineShow } from '../members/show.js';
import type { Terminal } from '../terminal.js';

export function define(members: Command, terminal: Terminal): void {
  members
    .description('Lists and shows members, kicks, bans and erases them.')
    .addHelpText('after', HELP);
  for (const defineCommand of [defineList, defineShow, defineModeration, defineErase]) {
    defineCommand(members, terminal);
  }
}
