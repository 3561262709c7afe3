import { Button, Checkbox, Group, Paper, Text } from '@mantine/core';
import type { Member } from '@gatehouse/sdk';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Selection } from '../../hooks/useSelection.js';
import { useMay } from '../../stores/community.js';
import type { DeedKind } from '../../stores/deed.js';
import classes from './SelectionBar.module.css';

interface Props {
  /** Who is in the list, as far as it was fetched. */
  readonly members: readonly Member[];
  readonly selection: Selection<Member>;
  readonly onChoice: (kind: DeedKind) => void;
}

/** Chooses all who are listed, and says what can be done to those who are chosen. */
export function SelectionBar({ members, selection, onChoice }: Props): ReactNode {
  const { t } = useTranslation('members');
  const may = useMay();
  const { length: count } = selection.items;
  const chosen = members.filter(selection.has).length;
  const isAll = chosen === members.length;
  const toggle = (): void => {
    if (isAll) selection.remove(members.map(({ user_id }) => user_id));
    else selection.add(members);
  };
  return (
    <Paper
      withBorder
      px="md"
      py="xs"
      component="section"
      aria-label={t('select.title')}
      className={classes.bar}
      data-chosen={count > 0 || undefined}
    >
      <Group gap="sm" mih={36}>
        {members.length > 0 && (
          <Checkbox
            checked={isAll}
            indeterminate={chosen > 0 && !isAll}
            onChange={toggle}
            label={t('select.all', { count: members.length })}
          />
        )}
        {count > 0 && (
          <>
            <Text fw={600} role="status" ms="auto">
              {t('select.chosen', { count })}
            </Text>
            {may('manage_roles') && (
              <Button size="xs" variant="default" onClick={() => onChoice('role')}>
                {t('deed.role.open')}
              </Button>
            )}
            {may('kick_members') && (
              <Button size="xs" color="red" variant="outline" onClick={() => onChoice('kick')}>
                {t('deed.kick.open')}
              </Button>
            )}
            {may('ban_members') && (
              <Button size="xs" color="red" variant="outline" onClick={() => onChoice('ban')}>
                {t('deed.ban.open')}
              </Button>
            )}
            <Button
              size="xs"
              variant="subtle"
              c="var(--mantine-color-text)"
              onClick={selection.clear}
            >
              {t('select.clear')}
            </Button>
          </>
        )}
      </Group>
    </Paper>
  );
}
