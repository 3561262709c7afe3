import { Button, Group, Text } from '@mantine/core';
import { IconArrowUp, IconUserOff } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { EmptyState } from '../shared/EmptyState.js';
import { Loading } from '../shared/Loading.js';
import { ProblemAlert } from '../shared/ProblemAlert.js';
import { TreeLegend } from './TreeLegend.js';
import { TreePicture } from './TreePicture.js';
import { useDrawnTree } from './useDrawnTree.js';

interface Props {
  /** A public key, or a user id. */
  readonly person: string;
  readonly searches: number;
  /** Wants to see who stands above the top of the drawing, by user id. */
  readonly onAbove: (person: string) => void;
}

/** The drawing, once it is known what is to be drawn. */
export function DrawnTreeOf({ person, searches, onAbove }: Props): ReactNode {
  const { t } = useTranslation('members');
  const tree = useDrawnTree(person);
  const { root } = tree;
  const problem = tree.error !== null && <ProblemAlert error={tree.error} onRetry={tree.retry} />;
  if (root === undefined) return problem || <Loading />;
  if (root === null) {
    return <EmptyState icon={<IconUserOff size={48} stroke={1.5} />} title={t('tree.nowhere')} />;
  }
  const { user_id: top } = root.stay;
  return (
    <>
      <Group justify="space-between" gap="sm">
        <TreeLegend />
        {tree.hasMoreAbove && (
          <Button
            variant="default"
            size="compact-sm"
            leftSection={<IconArrowUp size={16} aria-hidden />}
            onClick={() => onAbove(top)}
          >
            {t('tree.moreAbove')}
          </Button>
        )}
      </Group>
      {/* What is drawn stays, and whoever acts in it. */}
      {problem}
      <TreePicture tree={tree} root={root} searches={searches} />
      {tree.failure && <ProblemAlert error={tree.failure.error} onRetry={tree.failure.retry} />}
      <Text size="sm" c="dimmed">
        {t('tree.keys')}
      </Text>
    </>
  );
}
