import { Box, Button, Text, Tree, useTree } from '@mantine/core';
import type { TreeNodeData } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { useMemo, type KeyboardEvent, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useBranches } from '../../hooks/useBranches.js';
import type { Branch, Stay } from '../../stores/invite-tree.js';
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
  // The library looks at the data whenever it is another array.
  const data = useMemo(() => {
    const more = t('tree.more');
    return roots.map((stay) => nodeOf(stay, branches, more));
  }, [roots, branches, t]);
  const onEnter = (event: KeyboardEvent): void => {
    const { value } = (event.target as HTMLElement).dataset;
    if (event.key !== 'Enter' || value === undefined) return;
    if (value.startsWith(MORE)) {
      void loadBelow(value.slice(MORE.length));
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
                  <Button
                    size="compact-sm"
                    variant="default"
                    tabIndex={-1}
                    onClick={() => void loadBelow(value.slice(MORE.length))}
                  >
                    {t('tree.more')}
                  </Button>
                </div>
              );
            }
            const stay = known.get(value);
            return stay && <TreeListNode stay={stay} payload={payload} />;
          }}
        />
      </Box>
    </>
  );
}

function nodeOf(stay: Stay, branches: ReadonlyMap<number, Branch>, more: string): TreeNodeData {
  const value = String(stay.position);
  const branch = branches.get(stay.position);
  const rest = (branch?.next ?? null) === null ? [] : [{ value: MORE + value, label: more }];
  return {
    value,
    label: stay.display_name ?? value,
    hasChildren: stay.invited > 0,
    ...(branch && {
      children: [...branch.stays.map((each) => nodeOf(each, branches, more)), ...rest],
    }),
  };
}
