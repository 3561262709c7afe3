import { Alert, Button, Group, Text } from '@mantine/core';
import { IconRefreshAlert } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './StaleNotice.module.css';

interface Props {
  /** Which fields somebody else changed, in words. */
  readonly fields: readonly string[];
  readonly onShow: () => void;
}

/** Says that somebody else changed what is in the form, and offers what it is now. */
export function StaleNotice({ fields, onShow }: Props): ReactNode {
  const { t } = useTranslation('people');
  return (
    <Alert
      color="yellow"
      variant="outline"
      className={classes.sticky}
      icon={<IconRefreshAlert aria-hidden />}
      title={t('stale.title')}
      role="alert"
    >
      <Text size="sm">{t('stale.text', { fields: fields.join(', ') })}</Text>
      <Group mt="sm">
        <Button
          size="xs"
          variant="default"
          onClick={onShow}
          classNames={{ root: 'grows', label: 'wraps' }}
        >
          {t('stale.show')}
        </Button>
      </Group>
    </Alert>
  );
}
