import { Code, Group, Text } from '@mantine/core';
import { permissionsIn } from '@gatehouse/sdk';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormats } from '../../i18n/formats.js';
import { RoleDot } from '../shared/RoleBadge.js';
import { TimeButton } from '../shared/TimeButton.js';
import { InviteRef } from './InviteRef.js';
import { RoleRef } from './RoleRef.js';
import { Who } from './Who.js';

interface Props {
  readonly name: string;
  readonly value: unknown;
}

/** One field of a state, or of an event, in words. */
export function FieldValue({ name, value }: Props): ReactNode {
  const { t } = useTranslation(['audit', 'people', 'common']);
  const formats = useFormats();
  switch (name) {
    case 'expires_at':
      return typeof value === 'string' ? <Moment at={value} /> : t('common:never');
    case 'max_uses':
      return value === 0 ? t('value.unlimited') : formats.number(Number(value));
    case 'permissions':
      return <Permissions bits={Number(value)} />;
    case 'roles':
      return <Roles ids={Array.isArray(value) ? value.map(String) : []} />;
    default:
  }
  if (value === null || value === undefined)
    return (
      <Text span inherit c="dimmed">
        {t('value.none')}
      </Text>
    );
  if (typeof value === 'boolean') return t(value ? 'value.yes' : 'value.no');
  if (typeof value === 'number') return formats.number(value);
  if (typeof value === 'object') return <By {...value} />;
  if (typeof value !== 'string') return null;
  switch (name) {
    case 'grant_role_id':
      return <RoleRef id={value} />;
    case 'code':
    case 'invite_code':
      return <InviteRef code={value} />;
    case 'user_id':
    case 'created_by':
    case 'revoked_by':
    case 'invited_by':
    case 'owner':
      return <Who userId={value} />;
    case 'created_at':
    case 'revoked_at':
    case 'last_used_at':
    case 'joined_at':
      return <Moment at={value} />;
    case 'pubkey':
    case 'id':
      return <Code>{value}</Code>;
    case 'color':
    case 'accent_color':
      return (
        <Group gap={6} component="span" display="inline-flex">
          <RoleDot color={value} /> {value}
        </Group>
      );
    case 'status':
      return t(`value.status.${value as 'active'}`, { defaultValue: value });
    case 'membership_mode':
      return t(`value.mode.${value as 'open'}`, { defaultValue: value });
    default:
      return <bdi>{value}</bdi>;
  }
}

function Moment({ at }: { readonly at: string }): ReactNode {
  const formats = useFormats();
  return (
    <>
      {formats.dateTime(at)}{' '}
      <Text span size="sm" c="dimmed">
        <TimeButton at={at} />
      </Text>
    </>
  );
}

function Roles({ ids }: { readonly ids: readonly string[] }): ReactNode {
  const { t } = useTranslation('audit');
  if (ids.length === 0)
    return (
      <Text span inherit c="dimmed">
        {t('value.none')}
      </Text>
    );
  return (
    <Group gap={6}>
      {ids.map((id) => (
        <RoleRef key={id} id={id} />
      ))}
    </Group>
  );
}

function Permissions({ bits }: { readonly bits: number }): ReactNode {
  const { t } = useTranslation(['people', 'audit']);
  const names = permissionsIn(bits).map((permission) => t(`permission.${permission}.name`));
  return names.length === 0 ? t('audit:value.none') : names.join(', ');
}

/** A ban, or a place on the allowlist: by whom, when, and why. */
function By(fact: object): ReactNode {
  const { t } = useTranslation('audit');
  const { banned_by, banned_at, added_by, added_at, reason } = fact as Readonly<
    Record<string, string | null | undefined>
  >;
  const [by, at] = [banned_by ?? added_by, banned_at ?? added_at];
  return (
    <>
      {typeof by === 'string' && (
        <>
          {t('by')} <Who userId={by} />{' '}
        </>
      )}
      {typeof at === 'string' && <Moment at={at} />}
      {typeof reason === 'string' && (
        <>
          {' '}
          {t('reason')}: <bdi>{reason}</bdi>
        </>
      )}
    </>
  );
}
