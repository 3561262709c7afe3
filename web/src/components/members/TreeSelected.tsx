import { Button, Group, Paper, Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useStayText } from '../../hooks/useStayText.js';
import type { DrawnNode } from '../../stores/drawn-tree.js';
import { BranchButton } from '../shared/BranchButton.js';
import { PersonLine, useNameOf } from '../shared/Person.js';
import { StayName } from '../shared/StayName.js';

interface Props {
  readonly node: DrawnNode;
  /** Opens or closes the branch, or shows more of it. */
  readonly onTurn: () => void;
}

/** Whoever is selected in the drawing, and what can be done from there. */
export function TreeSelected({ node, onTurn }: Props): ReactNode {
  const { t } = useTranslation(['members', 'branch']);
  const nameOf = useNameOf();
  const textOf = useStayText();
  const { stay, rest, isOpen } = node;
  const name = nameOf(stay);
  return (
    <Paper withBorder p="md" component="section" aria-label={t('tree.selected')}>
      <Stack gap="sm">
        <PersonLine person={stay}>
          <StayName stay={stay} />
          <Text size="sm" c="dimmed">
            {rest > 0 ? t('tree.restOf', { count: rest, name }) : textOf(stay)}
          </Text>
        </PersonLine>
        <Group gap="sm">
          {stay.invited > 0 && (
            <Button variant="default" onClick={onTurn}>
              {t(rest > 0 ? 'tree.more' : isOpen ? 'tree.close' : 'tree.open')}
            </Button>
          )}
          <BranchButton
            key={stay.user_id}
            top={{ inviter: stay.user_id }}
            label={t('branch:section.open')}
            title={t('branch:section.dialog', { name })}
          />
        </Group>
      </Stack>
    </Paper>
  );
}
