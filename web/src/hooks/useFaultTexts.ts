import { useTranslation } from 'react-i18next';
import {
  MAX_CHANNEL,
  MAX_LABEL,
  MAX_USES,
  type Faults,
  type Field,
  type Invalid,
} from '../stores/invite-terms.js';

const LIMITS: Readonly<Partial<Record<Invalid, number>>> = {
  label: MAX_LABEL,
  maxUses: MAX_USES,
  channel: MAX_CHANNEL,
};

/** What is said beside the fields that are not right. */
export function useFaultTexts(): (faults: Faults) => Readonly<Partial<Record<Field, string>>> {
  const { t } = useTranslation('invites');
  return (faults) =>
    Object.fromEntries(
      Object.entries(faults).map(([field, fault]) => [
        field,
        t(`invalid.${fault}`, { count: LIMITS[fault] ?? 0 }),
      ]),
    );
}
