import { CommanderError, type Command } from 'commander';
import { config as readDotenv } from 'dotenv';
import { EXIT, exitCodeOf, explain, SaidInResult } from './failures.js';
import { gatehouse } from './program.js';
import { Terminal, type Output } from './terminal.js';

/** Runs the command line and answers the exit code. */
export async function run(
  args: readonly string[],
  out: Output = process.stdout,
  err: Output = process.stderr,
): Promise<number> {
  readDotenv({ quiet: true });
  const terminal = new Terminal(args.includes('--json'), out, err);
  const interrupt = (): void => terminal.interrupt();
  // The second time it is the system that ends us.
  process.once('SIGINT', interrupt);
  process.once('SIGTERM', interrupt);
  try {
    const asked = withoutHelpCommand(args);
    const program = await gatehouse(asked, terminal);
    if (asked.includes('--help') || asked.includes('-h')) requireCommands(program, asked);
    await program.parseAsync(asked, { from: 'user' });
    return EXIT.ok;
  } catch (error) {
    // Help, or the version.
    if (error instanceof CommanderError && error.exitCode === 0) return EXIT.ok;
    if (error instanceof SaidInResult) return error.exitCode;
    const message = error instanceof CommanderError ? usageFault(error) : explain(error);
    if (terminal.json) terminal.result([], { ok: false, error: message });
    // What commander did not understand it has said itself.
    if (error instanceof CommanderError) return EXIT.usage;
    terminal.warn(`gatehouse: ${message}`);
    return exitCodeOf(error);
  } finally {
    process.off('SIGINT', interrupt);
    process.off('SIGTERM', interrupt);
  }
}

/** `help members kick` is `members kick --help`, of which commander itself understands the first word only. */
function withoutHelpCommand([first, ...rest]: readonly string[]): readonly string[] {
  // As npm hands on what stands behind it.
  if (first === '--') return withoutHelpCommand(rest);
  const args = first === undefined ? [] : [first, ...rest];
  const at = args.findIndex((arg) => !arg.startsWith('-'));
  if (args[at] !== 'help' || at === args.length - 1) return args;
  return [...args.slice(0, at), ...args.slice(at + 1), '--help'];
}

/** Help for a command that is not there would be that of the one above it. */
function requireCommands(program: Command, args: readonly string[]): void {
  let command: Command = program;
  for (const word of args.filter((arg) => !arg.startsWith('-'))) {
    if (command.commands.length === 0) return;
    command =
      command.commands.find((one) => one.name() === word) ??
      command.error(`error: unknown command '${word}'`);
  }
}

/** In one line, as the JSON has it. */
function usageFault({ code, message }: CommanderError): string {
  if (code === 'commander.help') return 'A command is missing: --help lists them.';
  return message.replace(/^error: /, '').replaceAll('\n', ' ');
}
