/** The fields by which the data of every event name people and invites. */
const PEOPLE = ['user_id', 'created_by', 'invited_by'] as const;
const INVITES = ['code', 'invite_code'] as const;

/** Whom and which invites the data of an event name. */
export interface Named {
  /** User ids. */
  readonly users: readonly string[];
  /** Codes. */
  readonly invites: readonly string[];
}

export function namedIn(data: unknown): Named {
  return { users: textsIn(data, PEOPLE), invites: textsIn(data, INVITES) };
}

/** The same fields with other codes: those that `replace` answers. */
export function withCodes<Fields>(fields: Fields, replace: (code: string) => string): Fields {
  const copy: Fields = { ...fields };
  for (const field of INVITES) {
    const code: unknown = Reflect.get(copy as object, field);
    if (typeof code === 'string') Reflect.set(copy as object, field, replace(code));
  }
  return copy;
}

function textsIn(data: unknown, names: readonly string[]): readonly string[] {
  if (typeof data !== 'object' || data === null) return [];
  const fields = data as Readonly<Record<string, unknown>>;
  return names.map((name) => fields[name]).filter((value) => typeof value === 'string');
}
