import { List, Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormats } from '../../i18n/formats.js';
import type { Checked, Fault } from '../../proof/log-check.js';
import { PageLink } from '../shared/PageLink.js';
import { fingerprintOf } from './fingerprint.js';
import type { Subject } from './subject.js';
import { Verdict } from './Verdict.js';

interface Props {
  readonly subject: Subject;
  readonly checked: Checked;
}

/** What the browser has found: what that proves, and what it does not; or where the log is not as it should be. */
export function VerifiedHere({ subject, checked }: Props): ReactNode {
  const { t } = useTranslation('audit');
  const { fault, position } = checked;
  if (fault) return <NotIntact fault={fault} size={subject.size} />;
  return (
    <Verdict isGood title={t('proof.here.ok', { count: position })}>
      <Stack gap="sm">
        <Proved subject={subject} checked={checked} />
        <Unproved subject={subject} checked={checked} />
      </Stack>
    </Verdict>
  );
}

function Proved({ subject: { head, vouching, kept }, checked }: Props): ReactNode {
  const { t } = useTranslation('audit');
  const formats = useFormats();
  const key = fingerprintOf(head.public_key);
  const points = [
    t('proof.here.chain', { count: checked.position - checked.masked }),
    t('proof.here.tree', { key }),
    ...vouching.map(({ name, size }) => t('proof.here.witnessed', { name, count: size ?? 0 })),
    ...(kept
      ? [t('proof.here.kept', { position: kept.position, date: formats.dateTime(kept.at) })]
      : []),
  ];
  return <Points title={t('proof.here.proved')} points={points} />;
}

function Unproved({ subject: { vouching }, checked: { masked } }: Props): ReactNode {
  const { t } = useTranslation('audit');
  const points = [
    ...(masked > 0 ? [t('proof.here.masked', { count: masked })] : []),
    ...(vouching.length === 0 ? [t('proof.here.unwitnessed')] : []),
    t('proof.here.whoseKey'),
    t('proof.here.whosePage'),
    t('proof.here.truth'),
  ];
  return <Points title={t('proof.here.unproved')} points={points} />;
}

function Points(props: { readonly title: string; readonly points: readonly string[] }): ReactNode {
  const { title, points } = props;
  return (
    <div>
      <Text size="sm" fw={600}>
        {title}
      </Text>
      <List size="sm" withPadding>
        {points.map((point) => (
          <List.Item key={point}>{point}</List.Item>
        ))}
      </List>
    </div>
  );
}

interface FaultProps {
  readonly fault: Fault;
  readonly size: number;
}

function NotIntact({ fault, size }: FaultProps): ReactNode {
  const { t } = useTranslation('audit');
  const { position, why, found, after } = fault;
  const isMark = why === 'kept' || why === 'witnessed' || why === 'head' || why === 'checkpoint';
  return (
    <Verdict
      isGood={false}
      title={t(isMark ? 'proof.here.rewritten' : 'proof.here.bad', { position })}
    >
      <Stack gap="xs" align="flex-start">
        <Text size="sm">{t(`proof.here.why.${why}`, { position, size, found })}</Text>
        <Text size="sm">
          {after === undefined
            ? t('proof.here.before', { count: position - 1 })
            : t(after === 0 ? 'proof.here.upTo' : 'proof.here.between', { after, position })}
        </Text>
        <Text size="sm">{t('proof.here.advice')}</Text>
        <PageLink to="/audit" search={{ from_position: position, to_position: position }}>
          {t('proof.verify.look')}
        </PageLink>
      </Stack>
    </Verdict>
  );
}
