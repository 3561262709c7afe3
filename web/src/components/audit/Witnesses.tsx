import { Code, Group, List, Stack, Text, ThemeIcon, Title } from '@mantine/core';
import { IconAlertTriangle, IconCheck, IconClock } from '@tabler/icons-react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormats } from '../../i18n/formats.js';
import type { Checkpoint } from '../../proof/checkpoint.js';
import type { Vouching } from '../../proof/vouching.js';
import { witnessesQuery, type Witnesses as Told } from '../../stores/audit.js';
import { vouchingCheckQuery } from '../../stores/checked.js';
import { Loading } from '../shared/Loading.js';
import { ProblemAlert } from '../shared/ProblemAlert.js';

/** A witness signs a second or so after the log has grown, and nobody tells of that. */
const LOOK_AGAIN_MS = 10_000;

interface Props {
  readonly checkpoint: Checkpoint;
  /** Of the log, Base64. */
  readonly publicKey: string;
}

/** Who else has signed how the log is: each signature is checked here. */
export function Witnesses({ checkpoint, publicKey }: Props): ReactNode {
  const { t } = useTranslation('audit');
  const { data, error, refetch } = useQuery({
    ...witnessesQuery,
    refetchInterval: ({ state }) => (state.data?.witnesses.length ? LOOK_AGAIN_MS : false),
  });
  return (
    <Stack gap="sm">
      <Title order={3} size="h5">
        {t('proof.witnesses.title')}
      </Title>
      {error && !data && <ProblemAlert error={error} onRetry={() => void refetch()} />}
      {!error && !data && <Loading />}
      {data?.witnesses.length === 0 && <Text>{t('proof.witnesses.none')}</Text>}
      {data && data.witnesses.length > 0 && (
        <Checked told={data} checkpoint={checkpoint} publicKey={publicKey} />
      )}
    </Stack>
  );
}

function Checked({ told, checkpoint, publicKey }: Props & { readonly told: Told }): ReactNode {
  const { data, error, refetch } = useQuery({
    ...vouchingCheckQuery(told, checkpoint, publicKey),
    placeholderData: keepPreviousData,
  });
  if (data) return <Known {...data} />;
  return error ? <ProblemAlert error={error} onRetry={() => void refetch()} /> : <Loading />;
}

interface KnownProps {
  readonly told: Told;
  readonly vouching: readonly Vouching[];
}

function Known({ told, vouching }: KnownProps): ReactNode {
  const { t } = useTranslation('audit');
  const good = vouching.filter(({ cosigned }) => typeof cosigned === 'object').length;
  const values = { good, all: vouching.length, needed: told.needed };
  return (
    <>
      <Text>
        {t(good >= told.needed ? 'proof.witnesses.enough' : 'proof.witnesses.few', values)}
      </Text>
      <List listStyleType="none" spacing="sm">
        {vouching.map((each, index) => (
          <List.Item key={each.key}>
            <Witness vouching={each} toldSize={told.witnesses[index]?.size ?? null} />
          </List.Item>
        ))}
      </List>
      <Text size="sm" c="dimmed">
        {t('proof.witnesses.keys')}
      </Text>
    </>
  );
}

interface WitnessProps {
  readonly vouching: Vouching;
  /** How far it has come as the server says. */
  readonly toldSize: number | null;
}

function Witness({ vouching, toldSize }: WitnessProps): ReactNode {
  const { t } = useTranslation('audit');
  const formats = useFormats();
  const { name, key, cosigned, size } = vouching;
  const [color, Icon] = looksOf(cosigned);
  const said =
    typeof cosigned === 'object'
      ? t('proof.witnesses.signed', { count: size ?? 0, date: formats.exactTime(cosigned.at) })
      : cosigned === 'wrong'
        ? t('proof.witnesses.wrong')
        : toldSize === null
          ? t('proof.witnesses.missing')
          : t('proof.witnesses.told', { count: toldSize });
  return (
    <Group gap="sm" wrap="nowrap" align="flex-start">
      <ThemeIcon color={color} variant="outline" radius="xl" size="sm" mt={2}>
        <Icon size={14} aria-hidden />
      </ThemeIcon>
      <Stack gap={2} miw={0}>
        <Text>
          <Text span fw={600}>
            <bdi>{name}</bdi>
          </Text>{' '}
          {said}
        </Text>
        <Code>{key}</Code>
      </Stack>
    </Group>
  );
}

function looksOf(cosigned: Vouching['cosigned']) {
  if (typeof cosigned === 'object') return ['teal', IconCheck] as const;
  return cosigned === 'wrong'
    ? (['red', IconAlertTriangle] as const)
    : (['gray', IconClock] as const);
}
