import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const SOURCE = join(import.meta.dirname, '../../prove/go-verifier/verify.go');
/** Where Debian's packages of Go libraries are. */
const GOPATH = '/usr/share/gocode';
const PACKAGES = ['golang-go', 'golang-golang-x-mod-dev'];

/** What can be asked; bytes are in base64. */
export type Question =
  | Asking<'checkpoint', 'key' | 'note' | 'size' | 'root'>
  | Asking<'inclusion', 'size' | 'root' | 'index' | 'entry' | 'proof'>
  | Asking<'consistency', 'size' | 'root' | 'old' | 'older' | 'proof'>
  | Asking<'tiles', 'url' | 'size' | 'root' | 'index' | 'proof'>;

interface Fields {
  readonly key: string;
  readonly note: string;
  readonly url: string;
  readonly size: number;
  readonly old: number;
  readonly index: number;
  readonly root: string;
  readonly older: string;
  readonly entry: string;
  readonly proof: readonly string[];
}
type Asking<Ask extends string, Needs extends keyof Fields> = { readonly ask: Ask } & Pick<
  Fields,
  Needs
>;

/** The packages of Go's checksum database, asked one question after the other. */
export class GoVerifier {
  private readonly waiting: ((answer: string) => void)[] = [];

  private constructor(private readonly child: ChildProcess) {
    if (!child.stdout) throw new Error('Its output is not piped.');
    createInterface(child.stdout).on('line', (line) => this.waiting.shift()?.(line));
  }

  /** Built in `folder`; root installs what is missing for that. */
  static build(folder: string): GoVerifier {
    const isThere = existsSync(join(GOPATH, 'src/golang.org/x/mod/sumdb/tlog'));
    if (!isThere && process.getuid?.() === 0) {
      execFileSync('apt-get', ['install', '-y', '--no-install-recommends', ...PACKAGES]);
    }
    const program = join(folder, 'verify');
    execFileSync('go', ['build', '-o', program, SOURCE], {
      env: { ...process.env, GO111MODULE: 'off', GOPATH },
    });
    return new GoVerifier(spawn(program, { stdio: ['pipe', 'pipe', 'inherit'] }));
  }

  /** `ok`, or what is wrong. */
  ask(question: Question): Promise<string> {
    this.child.stdin?.write(`${JSON.stringify(question)}\n`);
    return new Promise((resolve) => this.waiting.push(resolve));
  }

  close(): void {
    this.child.stdin?.end();
  }
}
