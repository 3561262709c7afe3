import { useTranslation } from 'react-i18next';
import {
  MAX_CHANNEL,
  MAX_LABEL,
  MAX_USES,
  refusedFields,
  type Faults,
  type Field,
  type Invalid,
} from '../stores/invite-terms.js';

const LIMITS: Readonly<Partial<Record<Invalid, number>>> = {
  label: MAX_LABEL,
  maxUses: MAX_USES,
  channel: MAX_CHANNEL,
};

/** What is said beside the fields that are not right: as we found, or as the server answered. */
export function useFaultTexts(): (
  faults: Faults,
  answer: unknown,
) => Readonly<Partial<Record<Field, string>>> {
  const { t } = useTranslation(['invites', 'problems']);
  return (faults, answer) => {
    const refused = Object.entries(refusedFields(answer)).map(
      ([field, name]) => [field, t(`problems:field.${name}`)] as const,
    );
    const found = Object.entries(faults).map(
      ([field, fault]) => [field, t(`invalid.${fault}`, { count: LIMITS[fault] ?? 0 })] as const,
    );
    return Object.fromEntries([...refused, ...found]);
  };
}
