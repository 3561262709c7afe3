import { Button, Group, Loader, Text } from '@mantine/core';
import type { RenderTreeNodePayload } from '@mantine/core';
import { IconChevronRight } from '@tabler/icons-react';
import type { MouseEvent, ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useStayText } from '../../hooks/useStayText.js';
import type { Stay } from '../../stores/invite-tree.js';
import { PersonSign } from './Person.js';
import { problemText } from './problem-text.js';
import { StayName } from './StayName.js';
import classes from './InviteTree.module.css';

interface Props {
  readonly stay: Stay;
  readonly payload: RenderTreeNodePayload;
}

/** A line of the list: somebody, when they came, and how many they brought. */
export function TreeListNode({ stay, payload }: Props): ReactNode {
  const { t } = useTranslation(['problems', 'common']);
  const textOf = useStayText();
  const { elementProps, hasChildren, expanded, isLoading, loadError, isRoot } = payload;
  const { title, advice } = problemText(loadError, t);
  const retry = (event: MouseEvent): void => {
    // The line around it opens and closes, by which a keyboard tries again.
    event.stopPropagation();
    void payload.tree.loadNode(payload.node.value);
  };
  return (
    <div {...elementProps} data-gone={stay.left_as !== null || undefined}>
      <Group gap="xs" wrap="nowrap" className={classes.node}>
        <IconChevronRight
          size={16}
          aria-hidden
          className={classes.chevron}
          data-open={expanded || undefined}
          data-none={!hasChildren || undefined}
        />
        <PersonSign person={stay} size={32} />
        <div>
          <StayName stay={stay} isHere={isRoot} tabIndex={-1} />
          <Text size="xs" c="dimmed">
            {textOf(stay)}
          </Text>
          {loadError && (
            <Group gap="xs">
              <Text size="xs" c="var(--mantine-color-error)" role="alert">
                {title} {advice}
              </Text>
              <Button size="compact-xs" variant="default" tabIndex={-1} onClick={retry}>
                {t('common:retry')}
              </Button>
            </Group>
          )}
        </div>
        {isLoading && <Loader size={16} aria-hidden />}
      </Group>
    </div>
  );
}
