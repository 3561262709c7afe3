import { isRoleId, type RoleId, type UserId } from '../../platform/ids.js';
import { skipped, type NoteCode } from '../../platform/imported.js';
import { MAX_REASON } from '../../http/request-headers.js';
import type { UserIds, UserKey } from '../../identity/user-ids.js';
import type { ImportedPerson } from '../../members/member-import.decide.js';
import { EVERYONE } from '../../roles/role.events.js';
import type { Finding, Kind } from './findings.js';
import type { SourceRows, UserRow, Value } from './source-rows.js';
import { instantIn, mended, mendedName, textIn } from './values.js';

const MAX_NAME = 64;

type Draft = { -readonly [Field in keyof ImportedPerson]: ImportedPerson[Field] };

export interface TranslatedPeople {
  /** In the order in which they joined, were banned, were listed. */
  readonly people: readonly ImportedPerson[];
  readonly findings: readonly Finding[];
  /** Our id of a user of decentcom, by theirs; whoever has no usable key has none. */
  readonly userIds: ReadonlyMap<unknown, UserId>;
}

/** Members, bans and allowlist of decentcom, put together by public key. Users in none of them are left behind. */
export function translatePeople(source: SourceRows, ids: UserIds): TranslatedPeople {
  return new People(source, ids).translate();
}

class People {
  private readonly drafts = new Map<UserId, Draft>();
  private readonly findings: Finding[] = [];
  private readonly users: ReadonlyMap<Value, UserRow>;
  private readonly userIds = new Map<unknown, UserId>();

  constructor(
    private readonly source: SourceRows,
    private readonly ids: UserIds,
  ) {
    this.users = new Map(source.users.map((user) => [user.id, user]));
    for (const { id, pubkey } of source.users) {
      const key = this.keyIn(pubkey);
      if (key) this.userIds.set(id, key.userId);
    }
  }

  translate(): TranslatedPeople {
    this.members();
    this.bans();
    this.allowlist();
    return { people: [...this.drafts.values()], findings: this.findings, userIds: this.userIds };
  }

  private members(): void {
    const roles = new Map<Value, Value[]>();
    for (const { user_id, role_id } of this.source.memberRoles) {
      const held = roles.get(user_id);
      if (held) held.push(role_id);
      else roles.set(user_id, [role_id]);
    }
    for (const { user_id, joined_at } of this.source.members) {
      const user = this.users.get(user_id);
      const key = user && this.keyIn(user.pubkey);
      if (!user) this.skip('member', user_id, 'no_such_user');
      else if (!key) this.skip('member', user.pubkey, 'bad_key');
      else {
        const { text: display_name, isMended } = mendedName(user.display_name, MAX_NAME);
        const { at, notes } = timeIn(joined_at);
        if (isMended) notes.push('name_mended');
        if (user.is_bot !== 0) notes.push('is_bot');
        const role_ids = rolesIn(roles.get(user_id) ?? []);
        const draft = this.draft(key);
        draft.display_name = display_name;
        draft.registered_at = instantIn(user.created_at) ?? null;
        draft.membership = { at, by: null, notes, role_ids };
      }
    }
  }

  private bans(): void {
    for (const { pubkey, banned_by, reason, banned_at } of this.source.bans) {
      const key = this.keyIn(pubkey);
      if (!key) this.skip('ban', pubkey, 'bad_key');
      else {
        const { at, notes } = timeIn(banned_at);
        const { text, isMended } = mended(reason, MAX_REASON);
        if (isMended) notes.push('reason_mended');
        const by = this.userIds.get(banned_by) ?? null;
        this.draft(key).ban = { at, by, notes, reason: text ?? undefined };
      }
    }
  }

  private allowlist(): void {
    for (const { pubkey, added_by, added_at } of this.source.allowlist) {
      const key = this.keyIn(pubkey);
      if (!key) this.skip('allowlist', pubkey, 'bad_key');
      else {
        const by = this.userIds.get(added_by) ?? null;
        this.draft(key).listing = { ...timeIn(added_at), by };
      }
    }
  }

  private draft({ userId, text }: UserKey): Draft {
    const draft = this.drafts.get(userId) ?? {
      key: { userId, pubkey: text },
      display_name: null,
      registered_at: null,
      membership: undefined,
      ban: undefined,
      listing: undefined,
    };
    this.drafts.set(userId, draft);
    return draft;
  }

  private keyIn(value: Value): UserKey | undefined {
    const text = textIn(value);
    return text === undefined ? undefined : this.ids.keyIn(text);
  }

  private skip(kind: Kind, name: Value, why: 'bad_key' | 'no_such_user'): void {
    const { text } = mendedName(name, MAX_NAME);
    this.findings.push({ kind, name: text ?? '', outcome: skipped(why) });
  }
}

function timeIn(value: Value): { readonly at: string | null; readonly notes: NoteCode[] } {
  const at = instantIn(value) ?? null;
  return { at, notes: at === null ? ['time_unknown'] : [] };
}

/** `everyone` is every member's here without being given; whether the others exist is asked later. */
function rolesIn(ids: readonly Value[]): readonly RoleId[] {
  return ids
    .map((id) => textIn(id) ?? '')
    .filter((id): id is RoleId => isRoleId(id) && id !== EVERYONE);
}
