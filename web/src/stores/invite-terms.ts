import { Problem } from '@gatehouse/sdk';

/** When an invite ends: not changed, never, at a date, or so many seconds from now. */
export const PRESETS = ['1800', '3600', '86400', '604800', '2592000', 'never', 'at'] as const;
export type Expiry = (typeof PRESETS)[number] | 'keep';

/** What was typed, as it was typed. */
export interface Draft {
  readonly label: string;
  /** Empty: no limit. */
  readonly maxUses: string;
  /** None of the few that can be chosen: then it must not be empty. */
  readonly isOwnNumber: boolean;
  readonly expiry: Expiry;
  /** Of a `datetime-local` field, in the time of this device; counts only where `expiry` is `at`. */
  readonly expiresAt: string;
  /** Empty: none. */
  readonly roleId: string;
  readonly channel: string;
}

export type Field = 'label' | 'maxUses' | 'expiry' | 'expiresAt' | 'roleId' | 'channel';

/** The numbers of uses that can be chosen; any other is typed. */
export const FEW_USES = ['1', '5', '25', '100'] as const;

/** What is wrong with a field; the words stand in the catalogue under `invalid`. */
export type Invalid = 'label' | 'maxUses' | 'channel' | 'dateMissing' | 'datePast' | 'dateFar';

export type Faults = Readonly<Partial<Record<Field, Invalid>>>;

export const NEW_DRAFT: Draft = {
  label: '',
  maxUses: '',
  isOwnNumber: false,
  expiry: '604800',
  expiresAt: '',
  roleId: '',
  channel: '',
};

/** The server's limits. */
export const MAX_USES = 100_000;
export const MAX_LABEL = 100;
export const MAX_CHANNEL = 64;
const MAX_EXPIRY_SECONDS = 315_360_000;

/** What the server would refuse, found before it is asked. @param now Unix time in milliseconds */
export function faultsOf(draft: Draft, now: number): Faults {
  const date = draft.expiry === 'at' ? dateFault(draft.expiresAt, now) : undefined;
  return {
    ...([...draft.label].length > MAX_LABEL && { label: 'label' }),
    ...(usesIn(draft) === undefined && { maxUses: 'maxUses' }),
    ...(date && { expiresAt: date }),
    ...([...draft.channel].length > MAX_CHANNEL && { channel: 'channel' }),
  };
}

function dateFault(text: string, now: number): Invalid | undefined {
  const then = Date.parse(text);
  if (Number.isNaN(then)) return 'dateMissing';
  if (then <= now) return 'datePast';
  return (then - now) / 1000 > MAX_EXPIRY_SECONDS ? 'dateFar' : undefined;
}

/** 0 = no limit; `undefined` if it is no number of uses. */
export function usesIn({ maxUses, isOwnNumber }: Draft): number | undefined {
  const text = maxUses.trim();
  if (text === '' && !isOwnNumber) return 0;
  const uses = /^\d{1,6}$/.test(text) ? Number(text) : NaN;
  return uses <= MAX_USES ? uses : undefined;
}

/** `undefined`: it stays; `null`: never; else seconds from now. Of a draft without faults. */
export function secondsIn({ expiry, expiresAt }: Draft, now: number): number | null | undefined {
  switch (expiry) {
    case 'keep':
      return undefined;
    case 'never':
      return null;
    case 'at':
      return Math.max(1, Math.ceil((Date.parse(expiresAt) - now) / 1000));
    default:
      return Number(expiry);
  }
}

/** Empty is none. */
export function textIn(text: string): string | null {
  return text.trim() === '' ? null : text.trim();
}

/** Which field of the form stands for which of the API. */
const FIELDS = {
  label: 'label',
  max_uses: 'maxUses',
  expires_in_seconds: 'expiry',
  grant_role_id: 'roleId',
  channel_id: 'channel',
} as const satisfies Readonly<Record<string, Field>>;

type ApiField = keyof typeof FIELDS;

const isApiField = (name: string): name is ApiField => Object.hasOwn(FIELDS, name);

/** What was refused; the words stand in the catalogue of problems under `field`. */
export type Refused = ApiField | 'ROLE_NOT_GRANTABLE' | 'ROLE_HIERARCHY';

/** Which fields the server refused. */
export function refusedFields(error: unknown): Readonly<Partial<Record<Field, Refused>>> {
  if (!(error instanceof Problem)) return {};
  if (error.code === 'ROLE_NOT_GRANTABLE' || error.code === 'ROLE_HIERARCHY') {
    return { roleId: error.code };
  }
  const names = error.errors.map(({ field }) => field).filter(isApiField);
  return Object.fromEntries(names.map((name) => [FIELDS[name], name]));
}
