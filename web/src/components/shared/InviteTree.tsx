import {
  Box,
  Button,
  Group,
  Loader,
  Paper,
  Stack,
  Text,
  Title,
  Tree,
  useTree,
} from '@mantine/core';
import type { RenderTreeNodePayload, TreeNodeData } from '@mantine/core';
import { IconChevronRight } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import {
  useEffect,
  useEffectEvent,
  useMemo,
  useState,
  type KeyboardEvent,
  type ReactNode,
} from 'react';
import { useTranslation } from 'react-i18next';
import {
  aboveQuery,
  fetchBranch,
  staysQuery,
  type Branch,
  type Stay,
} from '../../stores/invite-tree.js';
import { useFormats } from '../../i18n/formats.js';
import { Loading } from './Loading.js';
import { PageLink } from './PageLink.js';
import { PersonSign, useNameOf } from './Person.js';
import { ProblemAlert } from './ProblemAlert.js';
import classes from './InviteTree.module.css';

interface Props {
  /** A public key, or a user id. */
  readonly person: string;
}

/** Who brought somebody, up to the owner, and whom they brought: a picture that one can walk through. */
export function InviteTree({ person }: Props): ReactNode {
  const { t } = useTranslation('members');
  const above = useQuery(aboveQuery(person));
  const stays = useQuery(staysQuery(person));
  const error = above.error ?? stays.error;
  return (
    <Paper withBorder p="lg" component="section">
      <Stack gap="md">
        <Group justify="space-between">
          <Title order={2} size="h4">
            {t('tree.title')}
          </Title>
          <PageLink to="/audit/as-of" search={{ view: 'person', of: person }} size="sm">
            {t('tree.asOf')}
          </PageLink>
        </Group>
        {error && (
          <ProblemAlert
            error={error}
            onRetry={() => {
              void above.refetch();
              void stays.refetch();
            }}
          />
        )}
        {!error && !(above.data && stays.data) && <Loading />}
        {above.data && <Above stays={above.data.nodes} hasMore={above.data.next_cursor !== null} />}
        {stays.data && <Below roots={stays.data} updatedAt={stays.dataUpdatedAt} />}
      </Stack>
    </Paper>
  );
}

interface AboveProps {
  /** The person first. */
  readonly stays: readonly Stay[];
  readonly hasMore: boolean;
}

function Above({ stays, hasMore }: AboveProps): ReactNode {
  const { t } = useTranslation('members');
  if (stays.length < 2) return <Text c="dimmed">{t('tree.first')}</Text>;
  return (
    <nav aria-label={t('tree.above')}>
      <Group gap="xs" component="ol" className={classes.above}>
        {hasMore && (
          <li>
            <Text span aria-label={t('tree.moreAbove')}>
              …
            </Text>
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

interface StayNameProps {
  readonly stay: Stay;
  readonly isHere?: boolean;
  readonly tabIndex?: number;
}

function StayName({ stay, isHere = false, tabIndex }: StayNameProps): ReactNode {
  const nameOf = useNameOf();
  const { pubkey } = stay;
  if (isHere || pubkey === null) {
    return (
      <Text component="bdi" fw={600} {...(isHere && { 'aria-current': 'page' as const })}>
        {nameOf(stay)}
      </Text>
    );
  }
  return (
    <PageLink
      to="/members/$pubkey"
      params={{ pubkey }}
      {...(tabIndex !== undefined && { tabIndex })}
    >
      <bdi>{nameOf(stay)}</bdi>
    </PageLink>
  );
}

const MORE = 'more-of-';

interface BelowProps {
  readonly roots: readonly Stay[];
  /** When they were fetched: what was fetched below them is then fetched anew. */
  readonly updatedAt: number;
}

function Below({ roots, updatedAt }: BelowProps): ReactNode {
  const { t } = useTranslation('members');
  const navigate = useNavigate();
  const [branches, setBranches] = useState<ReadonlyMap<string, Branch>>(new Map());
  const known = useMemo(() => {
    const all = [...roots, ...[...branches.values()].flatMap(({ stays }) => stays)];
    return new Map(all.map((stay) => [String(stay.position), stay]));
  }, [roots, branches]);
  const load = async (value: string): Promise<void> => {
    const stay = known.get(value);
    if (!stay) return;
    const before = branches.get(value);
    const { stays, next } = await fetchBranch(stay, before?.next ?? undefined);
    const all = [...(before?.stays ?? []), ...stays];
    setBranches((current) => new Map(current).set(value, { stays: all, next }));
  };
  const refresh = useEffectEvent(async (): Promise<void> => {
    const renewed = [...branches].map(async ([value, { stays }]) => {
      const stay = known.get(value);
      const branch = stay && (await fetchBranch(stay, undefined, stays.length));
      if (branch) setBranches((current) => new Map(current).set(value, branch));
    });
    // What cannot be fetched now stays as it was.
    await Promise.allSettled(renewed);
  });
  useEffect(() => {
    void refresh();
  }, [updatedAt]);
  const tree = useTree({ onLoadChildren: load });
  // The library looks at the data whenever it is another array.
  const data = useMemo(() => {
    const more = t('tree.more');
    return roots.map((stay) => nodeOf(stay, branches, more));
  }, [roots, branches, t]);
  const onEnter = (event: KeyboardEvent): void => {
    const { value } = (event.target as HTMLElement).dataset;
    if (event.key !== 'Enter' || value === undefined) return;
    if (value.startsWith(MORE)) {
      void load(value.slice(MORE.length));
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
                    onClick={() => void load(value.slice(MORE.length))}
                  >
                    {t('tree.more')}
                  </Button>
                </div>
              );
            }
            const stay = known.get(value);
            return stay && <StayNode stay={stay} payload={payload} />;
          }}
        />
      </Box>
    </>
  );
}

function nodeOf(stay: Stay, branches: ReadonlyMap<string, Branch>, more: string): TreeNodeData {
  const value = String(stay.position);
  const branch = branches.get(value);
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

interface StayNodeProps {
  readonly stay: Stay;
  readonly payload: RenderTreeNodePayload;
}

function StayNode({ stay, payload }: StayNodeProps): ReactNode {
  const { t } = useTranslation(['members', 'problems']);
  const formats = useFormats();
  const { elementProps, hasChildren, expanded, isLoading, loadError, isRoot } = payload;
  const { invited, joined_at, left_as: left } = stay;
  return (
    <div {...elementProps} data-gone={left !== null || undefined}>
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
            {[
              formats.date(joined_at),
              ...(invited > 0 ? [t('tree.brought', { count: invited })] : []),
              ...(left === null ? [] : [t(`tree.${left}`)]),
            ].join(' · ')}
          </Text>
          {loadError && (
            <Text size="xs" c="var(--mantine-color-error)" role="alert">
              {t('problems:unexpected.title')}
            </Text>
          )}
        </div>
        {isLoading && <Loader size={16} aria-hidden />}
      </Group>
    </div>
  );
}
