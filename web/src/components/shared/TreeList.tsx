import { Box, Text, Tree, useTree } from '@mantine/core';
import type { TreeNodeData } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useMemo, type KeyboardEvent, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useBranches } from '../../hooks/useBranches.js';
import type { Branch, Stay } from '../../stores/invite-tree.js';
import { BusyButton } from './BusyButton.js';
import { ProblemAlert } from './ProblemAlert.js';
import { TreeListNode } from './TreeListNode.js';
import classes from './InviteTree.module.css';

const MORE = 'more-of-';

interface Props {
  readonly roots: readonly Stay[];
}

/** Whom somebody brought, a line each, under whoever brought them. */
export function TreeList({ roots }: Props): ReactNode {
  const { t } = useTranslation('members');
  const navigate = useNavigate();
  const { branches, load } = useBranches();
  const known = useMemo(() => {
    const all = [...roots, ...[...branches.values()].flatMap(({ stays }) => stays)];
    return new Map(all.map((stay) => [String(stay.position), stay]));
  }, [roots, branches]);
  const loadBelow = async (value: string): Promise<void> => {
    const stay = known.get(value);
    if (stay) await load(stay);
  };
  const tree = useTree({ onLoadChildren: loadBelow });
  const more = useMutation({ mutationFn: loadBelow });
  const showMore = (value: string): void => {
    if (!more.isPending) more.mutate(value.slice(MORE.length));
  };
  // The library looks at the data whenever it is another array.
  const data = useMemo(() => {
    const label = t('tree.more');
    return roots.map((stay) => nodeOf(stay, branches, label));
  }, [roots, branches, t]);
  const onEnter = (event: KeyboardEvent): void => {
    const { value } = (event.target as HTMLElement).dataset;
    if (event.key !== 'Enter' || value === undefined) return;
    if (value.startsWith(MORE)) {
      showMore(value);
      return;
    }
    const pubkey = known.get(value)?.pubkey;
    if (typeof pubkey === 'string') void navigate({ to: '/members/$pubkey', params: { pubkey } });
  };
  return (
    <>
      <Text size="sm" c="dimmed">
        {t('tree.hint')}
      </Text>
      <Box className={classes.scroll} onKeyDown={onEnter}>
        <Tree
          aria-label={t('tree.below')}
          data={data}
          tree={tree}
          withLines
          classNames={{ node: classes.branch }}
          levelOffset="clamp(1rem, 5vw, 2rem)"
          renderNode={(payload) => {
            const { value } = payload.node;
            if (value.startsWith(MORE)) {
              return (
                <div {...payload.elementProps}>
                  <BusyButton
                    size="compact-sm"
                    variant="default"
                    tabIndex={-1}
                    isBusy={more.isPending && value === MORE + more.variables}
                    onClick={() => showMore(value)}
                  >
                    {t('tree.more')}
                  </BusyButton>
                </div>
              );
            }
            const stay = known.get(value);
            return stay && <TreeListNode stay={stay} payload={payload} />;
          }}
        />
      </Box>
      {more.error && (
        <ProblemAlert error={more.error} onRetry={() => more.mutate(more.variables)} />
      )}
    </>
  );
}

function nodeOf(stay: Stay, branches: ReadonlyMap<number, Branch>, label: string): TreeNodeData {
  const value = String(stay.position);
  const branch = branches.get(stay.position);
  const rest = (branch?.next ?? null) === null ? [] : [{ value: MORE + value, label }];
  return {
    value,
    label: stay.display_name ?? value,
    hasChildren: stay.invited > 0,
    ...(branch && {
      children: [...branch.stays.map((each) => nodeOf(each, branches, label)), ...rest],
    }),
  };
}
