import { Group, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { STATUS_ICON, TREE_STATUS } from './tree-status.js';
import classes from './TreePicture.module.css';

/** What the signs in the drawing mean. */
export function TreeLegend(): ReactNode {
  const { t } = useTranslation('members');
  return (
    <Group component="ul" gap="md" className={classes.legend} aria-label={t('tree.legend')}>
      {TREE_STATUS.map((status) => {
        const Sign = STATUS_ICON[status];
        return (
          <Group component="li" key={status} gap={6} wrap="nowrap" data-status={status}>
            <Sign size={18} aria-hidden />
            <Text size="sm" span>
              {t(status === 'member' ? 'tree.member' : `tree.${status}`)}
            </Text>
          </Group>
        );
      })}
    </Group>
  );
}
