import { Problem, Unreachable } from '@gatehouse/sdk';
import type { TFunction } from 'i18next';
import { StorageBlocked } from '../../identity/storage-blocked.js';

/** What is the matter, and what to do about it. */
export interface ProblemText {
  readonly title: string;
  readonly advice: string;
}

/** The words for whatever went wrong, by its code. `t` is of the section `problems`. */
export function problemText(error: unknown, t: TFunction<'problems'>): ProblemText {
  if (error instanceof StorageBlocked) {
    return { title: t('storageBlocked.title'), advice: t('storageBlocked.advice') };
  }
  if (error instanceof Unreachable) {
    return { title: t('unreachable.title'), advice: t('unreachable.advice') };
  }
  if (error instanceof Problem) {
    const { code, retryAfter } = error;
    if (code === 'RATE_LIMITED') {
      return {
        title: t('RATE_LIMITED.title'),
        advice: t('waitSeconds', { count: retryAfter ?? 60 }),
      };
    }
    return { title: t(`${code}.title`), advice: t(`${code}.advice`) };
  }
  return { title: t('unexpected.title'), advice: t('unexpected.advice') };
}

/** The fields of forms; what is said beside one that was refused stands in the catalogue under `field`. */
const FIELDS = [
  'name',
  'display_name',
  'icon',
  'membership_mode',
  'accent_color',
  'color',
  'permissions',
  'pubkey',
  'label',
  'max_uses',
  'expires_in_seconds',
  'grant_role_id',
  'channel_id',
] as const;

type FormField = (typeof FIELDS)[number];

const isFormField = (name: string): name is FormField => FIELDS.some((field) => field === name);

/** What is said at a field of a form, if that is what was refused. `t` is of the section `problems`. */
export function fieldMessages(
  error: unknown,
  t: TFunction<'problems'>,
): Readonly<Partial<Record<FormField, string>>> {
  if (!(error instanceof Problem)) return {};
  const refused = error.errors.map(({ field }) => field).filter(isFormField);
  return Object.fromEntries(refused.map((field) => [field, t(`field.${field}`)]));
}

/** What the server said, in its own English, of what stands in no form. */
export function otherMessages(error: unknown): readonly string[] {
  if (!(error instanceof Problem)) return [];
  return error.errors.filter(({ field }) => !isFormField(field)).map(({ message }) => message);
}
