import { Group } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { PageLink } from '../shared/PageLink.js';
import { PageTitle } from '../shared/PageTitle.js';
import classes from './AuditFrame.module.css';

const PARTS = [
  { to: '/audit', name: 'events' },
  { to: '/audit/as-of', name: 'asOf' },
  { to: '/audit/invited', name: 'invited' },
  { to: '/audit/joins', name: 'joins' },
  { to: '/audit/refusals', name: 'refusals' },
  { to: '/audit/proof', name: 'proof' },
] as const;

interface Props {
  readonly part: (typeof PARTS)[number]['name'];
  readonly children: ReactNode;
}

/** What the pages of the audit share: their heading, and the way from one to the other. */
export function AuditFrame({ part, children }: Props): ReactNode {
  const { t } = useTranslation('audit');
  return (
    <>
      <PageTitle title={part === 'events' ? t('title') : t(`part.${part}`)} />
      <Group component="nav" aria-label={t('title')} gap="xs" mb="lg" className={classes.parts}>
        {PARTS.map(({ to, name }) => (
          <PageLink
            key={name}
            to={to}
            className={classes.part}
            underline="never"
            activeOptions={{ exact: true, includeSearch: false }}
          >
            {t(`part.${name}`)}
          </PageLink>
        ))}
      </Group>
      {children}
    </>
  );
}
