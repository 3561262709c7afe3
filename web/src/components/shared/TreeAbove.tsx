import { Group, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Stay } from '../../stores/invite-tree.js';
import { PersonSign } from './Person.js';
import { StayName } from './StayName.js';
import classes from './InviteTree.module.css';

interface Props {
  /** The person first. */
  readonly stays: readonly Stay[];
  readonly hasMore: boolean;
}

/** Who brought somebody, from the top down to them. */
export function TreeAbove({ stays, hasMore }: Props): ReactNode {
  const { t } = useTranslation('members');
  if (stays.length < 2) return <Text c="dimmed">{t('tree.first')}</Text>;
  return (
    <nav aria-label={t('tree.above')}>
      <Group gap="xs" component="ol" className={classes.above}>
        {hasMore && (
          <li>
            <span aria-hidden>…</span>
            <span className="visually-hidden">{t('tree.moreAbove')}</span>
          </li>
        )}
        {stays.toReversed().map((stay) => (
          <li key={stay.position} className={classes.step}>
            <PersonSign person={stay} size={28} />
            <StayName stay={stay} isHere={stay.depth === 0} />
          </li>
        ))}
      </Group>
    </nav>
  );
}
