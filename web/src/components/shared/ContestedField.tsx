import { Button, Fieldset, SimpleGrid, Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

interface Props {
  readonly label: string;
  /** In words; an empty string for nothing. */
  readonly mine: ReactNode;
  readonly theirs: ReactNode;
  readonly hint: string | undefined;
  readonly onKeep: () => void;
  readonly onTake: () => void;
}

/** A field that two have changed: what one entered beside what is there now. */
export function ContestedField({ label, mine, theirs, hint, onKeep, onTake }: Props): ReactNode {
  const { t } = useTranslation('people');
  return (
    <Fieldset
      variant="unstyled"
      p={0}
      m={0}
      legend={
        <Text span size="sm" fw={600} display="block" mb={4}>
          {label}
        </Text>
      }
    >
      <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="sm">
        <Side title={t('stale.mine')} value={mine}>
          <Button
            size="xs"
            variant="default"
            onClick={onKeep}
            aria-label={t('stale.keepMineOf', { field: label })}
          >
            {t('stale.keepMine')}
          </Button>
        </Side>
        <Side title={t('stale.theirs')} value={theirs}>
          <Button
            size="xs"
            variant="default"
            onClick={onTake}
            aria-label={t('stale.takeTheirsOf', { field: label })}
          >
            {t('stale.takeTheirs')}
          </Button>
        </Side>
      </SimpleGrid>
      {hint !== undefined && (
        <Text size="xs" c="dimmed" mt={6}>
          {hint}
        </Text>
      )}
    </Fieldset>
  );
}

interface SideProps {
  readonly title: string;
  readonly value: ReactNode;
  /** The button that chooses it. */
  readonly children: ReactNode;
}

function Side({ title, value, children }: SideProps): ReactNode {
  const { t } = useTranslation('people');
  const shown = value === '' ? t('stale.nothing') : value;
  return (
    <Stack gap={4} align="flex-start" justify="space-between">
      <div>
        <Text size="xs" c="dimmed">
          {title}
        </Text>
        <Text size="sm" component="div">
          {typeof shown === 'string' ? <bdi>{shown}</bdi> : shown}
        </Text>
      </div>
      {children}
    </Stack>
  );
}
