import { useTranslation } from 'react-i18next';

/** What a field of the API is called; by its own name if there are no words for it. */
export function useFieldName(): (field: string) => string {
  const { t, i18n } = useTranslation('audit');
  return (field) =>
    i18n.exists(`field.${field}`, { ns: 'audit' }) ? t(`field.${field as 'label'}`) : field;
}
