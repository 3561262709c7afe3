import { newDatabase, type Backend, type TestDatabase } from './database.js';
import type { Examination } from './log.js';
import { memberBy, ownerOf, Person, type Answer, type RoleJson } from './person.js';
import { expectAnyProblem, logPosition } from './problem.js';
import { startGatehouse, type Settings } from './process.js';

/** The table of permissions in `product.md`: the place in the list is the bit. */
export const PERMISSIONS = [
  'send_messages',
  'read_messages',
  'manage_messages',
  'manage_channels',
  'manage_roles',
  'kick_members',
  'ban_members',
  'manage_invites',
  'manage_server',
  'attach_files',
  'add_reactions',
  'mention_everyone',
  'view_audit_log',
  'administrator',
] as const;

export type Permission = (typeof PERMISSIONS)[number];

export function bits(...permissions: readonly Permission[]): number {
  return permissions.reduce((sum, name) => sum | (1 << PERMISSIONS.indexOf(name)), 0);
}

/** A running community with its owner, and people of every kind on demand. */
export class Community {
  /** Invites that let people in with a role, by what the role is. */
  private readonly ways = new Map<string, Promise<string>>();
  private roles = 0;

  private constructor(
    private server: Awaited<ReturnType<typeof startGatehouse>>,
    private readonly database: TestDatabase,
    readonly owner: Person,
  ) {}

  /** @param on the engine; without it the one that is being tested */
  static async open(settings: Settings = {}, on?: Backend): Promise<Community> {
    const database = await newDatabase(on);
    const server = await startGatehouse(database.url, settings);
    return new Community(server, database, await ownerOf(server));
  }

  get url(): string {
    return this.server.url;
  }

  /** Where its log is, as in `GATEHOUSE_DATABASE_URL`. */
  get databaseUrl(): string {
    return this.database.url;
  }

  /**
   * Stops it and starts it anew, on the same database: everybody has to say the new address.
   * @param meanwhile what is done to the database in between
   */
  async restart(settings: Settings = {}, meanwhile = () => Promise.resolve()): Promise<void> {
    await this.server.stop();
    await meanwhile();
    this.server = await startGatehouse(this.database.url, settings);
    this.owner.url = this.url;
  }

  /** Stops it and looks at what it left. */
  async end(): Promise<Examination> {
    const code = await this.server.stop();
    if (code !== 0)
      throw new Error(`It stopped with ${String(code)}: ${this.server.output().stderr}`);
    // Only now: it takes all of the event store along, which most suites never use.
    const { examine } = await import('./log.js');
    return examine(this.database.url);
  }

  async close(): Promise<void> {
    await this.server.kill();
    await this.database.drop();
  }

  newcomer(): Promise<Person> {
    return Person.signedIn(this.url);
  }

  /** A member whose one role stands at this position with exactly these permissions; 0: no role. */
  async member(position = 0, ...permissions: readonly Permission[]): Promise<Person> {
    return memberBy(this.url, await this.wayIn(position, permissions));
  }

  /** A holder of the role `admin`, who got it from the owner. */
  async admin(): Promise<Person> {
    const person = await this.member();
    await this.give(person, 'admin');
    return person;
  }

  /** Somebody who was banned, and has signed in anew. */
  async banned(): Promise<Person> {
    const person = await this.newcomer();
    await this.by(this.owner, 'POST', `/members/${person.pubkey}/ban`);
    return person.signIn();
  }

  /** A role of its own, made by the owner. */
  async role(position: number, ...permissions: readonly Permission[]): Promise<RoleJson> {
    const name = `Role ${++this.roles} at ${position}`;
    const body = { name, position, permissions: bits(...permissions) };
    return (await this.by(this.owner, 'POST', '/roles', body)).body;
  }

  /** The owner gives a member a role. */
  async give(member: Person, roleId: string): Promise<void> {
    await this.by(this.owner, 'PUT', `/members/${member.pubkey}/roles/${roleId}`);
  }

  /** The owner takes a role from a member. */
  async take(member: Person, roleId: string): Promise<void> {
    await this.by(this.owner, 'DELETE', `/members/${member.pubkey}/roles/${roleId}`);
  }

  /** Does what must succeed: what is under test comes after it. */
  async by(person: Person, method: string, path: string, body?: unknown): Promise<Answer> {
    const answer = await person.call(method, path, { body });
    if (answer.status < 300) return answer;
    throw new Error(`${method} ${path}: ${JSON.stringify(answer.body)}`);
  }

  position(): Promise<number> {
    return logPosition(this.url);
  }

  /** What a call answers, and whether it wrote to the log; nothing else may write meanwhile. */
  async effectOf(call: () => Promise<Answer>): Promise<string> {
    return (await this.effectsOf({ call })).call ?? '';
  }

  /** The same of several calls, one after another, so that each can be blamed. */
  async effectsOf(
    calls: Readonly<Record<string, () => Promise<Answer>>>,
  ): Promise<Record<string, string>> {
    const effects: Record<string, string> = {};
    let before = await this.position();
    for (const [name, call] of Object.entries(calls)) {
      const outcome = outcomeOf(await call());
      const after = await this.position();
      effects[name] = after === before ? outcome : `${outcome} written`;
      before = after;
    }
    return effects;
  }

  private wayIn(position: number, permissions: readonly Permission[]): Promise<string> {
    const name = `${position} ${permissions.join(' ')}`;
    const known = this.ways.get(name);
    if (known) return known;
    const made = this.makeWayIn(position, permissions);
    this.ways.set(name, made);
    return made;
  }

  private async makeWayIn(position: number, permissions: readonly Permission[]): Promise<string> {
    if (position === 0) return this.owner.invite();
    const { id } = await this.role(position, ...permissions);
    return this.owner.invite({ grant_role_id: id });
  }
}

/** `204`, or `403 ROLE_HIERARCHY`; fails unless a refusal is the documented problem document. */
export function outcomeOf(answer: Answer): string {
  if (answer.status < 300) return String(answer.status);
  expectAnyProblem(answer);
  return `${answer.status} ${answer.body.code}`;
}
