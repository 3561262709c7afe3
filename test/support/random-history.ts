import fc from 'fast-check';
import { bits, type Community } from './community.js';
import { concurrently, times } from './concurrently.js';
import { memberBy, type Person } from './person.js';
import { SEED } from './proof.js';

const KINDS = [
  ...['invite', 'invite', 'join', 'join', 'join', 'leave', 'edit', 'pause', 'revoke', 'rename'],
  ...['role', 'edit role', 'give', 'give', 'delete role', 'kick', 'ban', 'unban', 'allow', 'name'],
  'erase',
];

interface Size {
  readonly people: number;
  readonly commands: number;
}

/** What came of it: those who took part, and the codes that were made. */
export interface History {
  readonly people: readonly Person[];
  readonly codes: readonly string[];
}

/** Lets people do all that people can do to a community, each thing once and then at random, by `TEST_SEED`. */
export async function randomHistory(
  community: Community,
  { people: many, commands: count }: Size,
): Promise<History> {
  const { owner } = community;
  const permissions = bits('manage_invites');
  await community.by(owner, 'PATCH', '/roles/everyone', { permissions });
  const way = await owner.invite();
  const people = await concurrently(4, times(many), () => memberBy(community.url, way));
  const codes = [way];
  const roles: string[] = [];
  const command = fc.record({
    who: fc.nat(many - 1),
    which: fc.nat(),
    what: fc.constantFrom(...KINDS),
    number: fc.integer({ min: 1, max: 900 }),
    text: fc.string({ minLength: 1, maxLength: 20, unit: 'grapheme-ascii' }),
  });
  // One of each kind first, so that none depends on luck.
  const first = KINDS.map((what, who) => ({
    who: who % many,
    which: 0,
    what,
    number: 1,
    text: what,
  }));
  const commands = [...first, ...fc.sample(command, { numRuns: count, seed: SEED })];
  for (const { who, which, what, number, text } of commands) {
    const person = people[who] ?? owner;
    const code = codes.at(-1 - (which % Math.min(6, codes.length))) ?? way;
    const role = roles[which % Math.max(1, roles.length)] ?? 'none';
    const { pubkey } = person;
    const by = (one: Person, method: string, path: string, body?: object) =>
      one.call(method, path, { body });
    switch (what) {
      case 'invite': {
        const terms = { label: text, max_uses: number % 3, grant_role_id: roles.at(-1) ?? null };
        const { status, body } = await by(number % 2 ? owner : person, 'POST', '/invites', terms);
        if (status === 201) codes.push(body.code);
        break;
      }
      case 'join':
        await person.join(code);
        break;
      case 'leave':
        await by(person, 'DELETE', '/members/me');
        break;
      case 'edit':
        await by(owner, 'PATCH', `/invites/${code}`, { label: text, expires_in_seconds: number });
        break;
      case 'pause':
        await by(owner, 'PATCH', `/invites/${code}`, { paused: true });
        if (number % 2) await by(owner, 'PATCH', `/invites/${code}`, { paused: false });
        break;
      case 'revoke':
        await owner.call('DELETE', `/invites/${code}`, {
          headers: { 'x-audit-log-reason': encodeURIComponent(text) },
        });
        break;
      case 'rename':
        await by(person, 'PATCH', '/auth/me', { display_name: text });
        break;
      case 'role': {
        const { body } = await by(owner, 'POST', '/roles', { name: text, position: number });
        // Two of one name, there cannot be.
        if (body.id) roles.push(body.id);
        break;
      }
      case 'edit role':
        await by(owner, 'PATCH', `/roles/${role}`, { name: text, position: number });
        break;
      case 'delete role':
        await by(owner, 'DELETE', `/roles/${role}`);
        break;
      case 'give':
        await by(owner, 'PUT', `/members/${pubkey}/roles/${role}`);
        break;
      case 'kick':
        await by(owner, 'POST', `/members/${pubkey}/kick`, { reason: text });
        break;
      case 'ban':
        await by(owner, 'POST', `/members/${pubkey}/ban`, { reason: text });
        break;
      case 'unban':
        await by(owner, 'POST', `/members/${pubkey}/ban`);
        await by(owner, 'DELETE', `/bans/${pubkey}`);
        await person.signIn();
        break;
      case 'erase':
        await by(owner, 'POST', `/members/${pubkey}/erase`);
        await person.signIn();
        break;
      case 'allow':
        await by(owner, 'POST', '/allowlist', { pubkey });
        break;
      case 'name':
        await by(owner, 'PATCH', '/server', { name: text });
        break;
      default:
        throw new Error(`Nobody knows how to ${what}.`);
    }
  }
  return { people, codes };
}
