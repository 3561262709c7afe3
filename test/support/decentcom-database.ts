import Database from 'better-sqlite3';

const NOW = `DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))`;
const ID = 'TEXT PRIMARY KEY';
const TEXT = 'TEXT NOT NULL';
const COUNT = 'INTEGER NOT NULL DEFAULT 0';
const TIME = `TEXT NOT NULL ${NOW}`;
const OF = (table: string, rest = ''): string => `TEXT NOT NULL REFERENCES ${table}(id) ${rest}`;
const GOES_WITH = 'ON DELETE CASCADE';

/** The tables that a decentcom server has after its migration 11: column by column, and keys of several columns. */
const TABLES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  users: {
    id: ID,
    pubkey: `${TEXT} UNIQUE`,
    display_name: 'TEXT',
    avatar_hash: 'TEXT',
    created_at: TIME,
    updated_at: TIME,
    is_bot: COUNT,
  },
  channels: {
    id: ID,
    name: `${TEXT} UNIQUE`,
    topic: 'TEXT',
    category: 'TEXT',
    position: COUNT,
    created_at: TIME,
    updated_at: TIME,
  },
  messages: {
    id: ID,
    channel_id: OF('channels'),
    author_id: OF('users'),
    content: TEXT,
    edited_at: 'TEXT',
    deleted: COUNT,
    created_at: TIME,
    thread_id: 'TEXT REFERENCES threads(id)',
  },
  sessions: {
    token: ID,
    user_id: OF('users'),
    created_at: TIME,
    expires_at: TEXT,
    is_read_only: COUNT,
  },
  media: {
    id: ID,
    content_hash: TEXT,
    mime_type: TEXT,
    size_bytes: 'INTEGER NOT NULL',
    uploader_id: OF('users'),
    created_at: TIME,
  },
  roles: {
    id: ID,
    name: TEXT,
    color: 'TEXT',
    permissions: COUNT,
    position: 'INTEGER NOT NULL',
    is_builtin: COUNT,
    created_at: TIME,
    updated_at: TIME,
  },
  member_roles: {
    user_id: OF('users', GOES_WITH),
    role_id: OF('roles', GOES_WITH),
    'PRIMARY KEY': '(user_id, role_id)',
  },
  channel_permission_overrides: {
    channel_id: OF('channels', GOES_WITH),
    role_id: OF('roles', GOES_WITH),
    allow: COUNT,
    deny: COUNT,
    'PRIMARY KEY': '(channel_id, role_id)',
  },
  invites: {
    code: ID,
    created_by: OF('users', GOES_WITH),
    grant_role_id: 'TEXT REFERENCES roles(id) ON DELETE SET NULL',
    max_uses: COUNT,
    use_count: COUNT,
    expires_at: 'TEXT',
    created_at: TIME,
  },
  members: { user_id: `${ID} REFERENCES users(id) ${GOES_WITH}`, joined_at: TIME },
  bans: { pubkey: ID, banned_by: OF('users', GOES_WITH), reason: 'TEXT', banned_at: TIME },
  allowlist: { pubkey: ID, added_by: OF('users', GOES_WITH), added_at: TIME },
  attachments: {
    id: ID,
    message_id: 'TEXT REFERENCES messages(id)',
    channel_id: OF('channels'),
    uploader_id: OF('users'),
    filename: TEXT,
    content_hash: TEXT,
    size: 'INTEGER NOT NULL',
    mime_type: TEXT,
    width: 'INTEGER',
    height: 'INTEGER',
    created_at: TIME,
    deleted_at: 'TEXT',
  },
  reactions: {
    message_id: OF('messages', GOES_WITH),
    user_id: OF('users', GOES_WITH),
    emoji: TEXT,
    created_at: TIME,
    'PRIMARY KEY': '(message_id, user_id, emoji)',
  },
  threads: {
    id: ID,
    channel_id: OF('channels'),
    parent_message_id: OF('messages', 'UNIQUE'),
    creator_id: OF('users'),
    created_at: TIME,
    last_reply_at: 'TEXT',
    reply_count: COUNT,
  },
  thread_followers: {
    thread_id: OF('threads'),
    user_id: OF('users'),
    last_read_at: 'TEXT',
    'PRIMARY KEY': '(thread_id, user_id)',
  },
  bot_approvals: {
    pubkey: ID,
    approved_by: 'TEXT REFERENCES users(id)',
    approved_at: 'TEXT',
    revoked_at: 'TEXT',
    note: 'TEXT',
  },
  user_devices: {
    id: ID,
    user_id: OF('users'),
    pubkey: `${TEXT} UNIQUE`,
    x25519_pubkey: TEXT,
    device_name: 'TEXT',
    issued_at: TEXT,
    created_at: TIME,
  },
  pending_dms: {
    id: ID,
    sender_pubkey: TEXT,
    group_id: TEXT,
    encrypted_blob: TEXT,
    ttl_days: 'INTEGER NOT NULL',
    created_at: TIME,
  },
  pending_dm_targets: {
    dm_id: OF('pending_dms', GOES_WITH),
    device_id: OF('user_devices', GOES_WITH),
    'PRIMARY KEY': '(dm_id, device_id)',
  },
  dm_acks: {
    dm_id: OF('pending_dms', GOES_WITH),
    device_id: OF('user_devices', GOES_WITH),
    created_at: TIME,
    'PRIMARY KEY': '(dm_id, device_id)',
  },
  // sqlx, by which it migrates, keeps its book here.
  _sqlx_migrations: {
    version: 'BIGINT PRIMARY KEY',
    description: TEXT,
    installed_on: 'TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP',
    success: 'BOOLEAN NOT NULL',
    checksum: 'BLOB NOT NULL',
    execution_time: 'BIGINT NOT NULL',
  },
};

const MIGRATIONS = 11;

type Row = Readonly<Record<string, string | number | null>>;

/** A decentcom database, as its server leaves it behind: in WAL mode, with the two roles that it begins with. */
export class DecentcomDatabase {
  private ids = 0;

  private constructor(readonly database: Database.Database) {}

  static make(path: string): DecentcomDatabase {
    const database = new Database(path);
    database.pragma('journal_mode = WAL');
    database.pragma('foreign_keys = ON');
    for (const [table, columns] of Object.entries(TABLES)) {
      const definitions = Object.entries(columns).map(([name, type]) => `${name} ${type}`);
      database.exec(`CREATE TABLE ${table} (${definitions.join(', ')})`);
    }
    const made = new DecentcomDatabase(database);
    for (let version = 1; version <= MIGRATIONS; version++) {
      const book = { description: 'step', success: 1, checksum: 'x', execution_time: 1 };
      made.insert('_sqlx_migrations', { version, ...book });
    }
    const [everyone, all] = [0b10_0000_0011, (1 << 14) - 1];
    made.insert('roles', {
      id: 'everyone',
      name: '@everyone',
      permissions: everyone,
      position: 0,
      is_builtin: 1,
    });
    made.insert('roles', {
      id: 'admin',
      name: '@admin',
      permissions: all,
      position: 1000,
      is_builtin: 1,
    });
    return made;
  }

  insert(table: string, row: Row): void {
    const names = Object.keys(row);
    this.database
      .prepare(
        `INSERT INTO ${table} (${names.join(', ')}) VALUES (${names.map(() => '?').join(', ')})`,
      )
      .run(Object.values(row));
  }

  /** An id of the form that decentcom gives: 26 characters, in the order in which they were made. */
  newId(): string {
    return `01JD${String(++this.ids).padStart(22, '0')}`;
  }

  user(pubkey: string, fields: Row = {}): string {
    const id = this.newId();
    this.insert('users', { id, pubkey, ...fields });
    return id;
  }

  /** A user who is in, with these roles besides `everyone`. */
  member(
    pubkey: string,
    joined_at: string,
    roles: readonly string[] = [],
    fields: Row = {},
  ): string {
    const id = this.user(pubkey, { created_at: joined_at, ...fields });
    this.insert('members', { user_id: id, joined_at });
    for (const role_id of ['everyone', ...roles])
      this.insert('member_roles', { user_id: id, role_id });
    return id;
  }

  role(name: string, permissions: number, position: number, fields: Row = {}): string {
    const id = this.newId();
    this.insert('roles', { id, name, permissions, position, ...fields });
    return id;
  }

  invite(code: string, created_by: string, fields: Row = {}): void {
    this.insert('invites', { code, created_by, ...fields });
  }

  close(): void {
    this.database.close();
  }
}
