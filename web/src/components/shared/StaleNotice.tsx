import { Alert, Button, Group, Stack, Text } from '@mantine/core';
import { IconRefreshAlert } from '@tabler/icons-react';
import { useEffect, useRef, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Draft } from '../../hooks/useDraft.js';
import { ContestedField } from './ContestedField.js';
import { focusTitle } from './PageTitle.js';
import classes from './StaleNotice.module.css';

interface Props<Fields extends object> {
  readonly draft: Draft<Fields>;
  /** What is there now. */
  readonly latest: Fields;
  /** What a field is called in the form. */
  readonly label: (field: keyof Fields) => string;
  /** What stands in a field, in words; an empty string for nothing. */
  readonly value: (field: keyof Fields, fields: Fields) => ReactNode;
  /** What it means to keep mine, where that does not go without saying. */
  readonly hint?: (field: keyof Fields) => string | undefined;
  /** Whether the form was sent, and not taken because of it. */
  readonly isRefused?: boolean;
  readonly onChoice?: () => void;
}

/** Says what others changed meanwhile; where that meets what was entered, shows both, to choose from. */
export function StaleNotice<Fields extends object>(props: Props<Fields>): ReactNode {
  const { draft, latest, label, value, hint, isRefused = false, onChoice } = props;
  const { t } = useTranslation(['people', 'common']);
  const notice = useRef<HTMLDivElement>(null);
  const { contested, followed, fields, isStale } = draft;
  const isContested = contested.length > 0;
  useEffect(() => {
    // Whoever sent the form is at its end, and this stands at its beginning.
    if (isRefused && isStale) notice.current?.focus();
  }, [isRefused, isStale]);
  if (!isStale) return null;
  const choose = (choice: (chosen: typeof contested) => void, chosen: typeof contested): void => {
    choice(chosen);
    onChoice?.();
    // What was pressed is gone.
    if (chosen.length === contested.length) focusTitle();
    else notice.current?.focus();
  };
  return (
    <Alert
      color="yellow"
      variant="outline"
      className={classes.sticky}
      icon={<IconRefreshAlert aria-hidden />}
      title={t('stale.title')}
      role="alert"
      tabIndex={-1}
      ref={notice}
    >
      <Stack gap="sm">
        {isRefused && <Text size="sm">{t('stale.refused')}</Text>}
        {followed.length > 0 && (
          <Text size="sm">{t('stale.followed', { fields: followed.map(label).join(', ') })}</Text>
        )}
        {isContested && <Text size="sm">{t('stale.contested')}</Text>}
        {contested.map((field) => (
          <ContestedField
            key={String(field)}
            label={label(field)}
            mine={value(field, fields)}
            theirs={value(field, latest)}
            hint={hint?.(field)}
            onKeep={() => choose(draft.keep, [field])}
            onTake={() => choose(draft.take, [field])}
          />
        ))}
        <Group gap="sm">
          {contested.length > 1 && (
            <>
              <Button size="xs" variant="default" onClick={() => choose(draft.keep, contested)}>
                {t('stale.keepAll')}
              </Button>
              <Button size="xs" variant="default" onClick={() => choose(draft.take, contested)}>
                {t('stale.takeAll')}
              </Button>
            </>
          )}
          {!isContested && (
            <Button size="xs" variant="default" onClick={() => choose(draft.dismiss, [])}>
              {t('common:close')}
            </Button>
          )}
        </Group>
      </Stack>
    </Alert>
  );
}
