import { useTranslation } from 'react-i18next';

/** Why a join was refused, in words, by the code of the refusal. */
export function useRefusalText(): (code: string) => string {
  const { t, i18n } = useTranslation('audit');
  return (code) =>
    i18n.exists(`refusals.why.${code}`, { ns: 'audit' })
      ? t(`refusals.why.${code as 'MEMBER_BANNED'}`)
      : code;
}
