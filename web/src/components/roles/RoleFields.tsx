import { Badge, ColorInput, Fieldset, Group, Stack, Switch, TextInput } from '@mantine/core';
import { PERMISSION_BITS, permissionsIn, type Permission } from '@gatehouse/sdk';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay } from '../../stores/community.js';
import type { RoleFields } from '../../stores/role-fields.js';
import { cutTo } from '../../hooks/cut-to.js';

const MAX_NAME = 64;
const COLORS = [
  '#e03131',
  '#e8590c',
  '#f08c00',
  '#2f9e44',
  '#099268',
  '#0c8599',
  '#1971c2',
  '#3b5bdb',
  '#6741d9',
  '#9c36b5',
  '#c2255c',
  '#868e96',
];

/** With these one can do harm that is hard to mend. */
const DANGEROUS: ReadonlySet<Permission> = new Set([
  'administrator',
  'manage_roles',
  'manage_server',
  'kick_members',
  'ban_members',
]);

const GROUPS = [
  [
    'chat',
    [
      'read_messages',
      'send_messages',
      'attach_files',
      'add_reactions',
      'mention_everyone',
      'manage_messages',
      'manage_channels',
    ],
  ],
  ['door', ['manage_invites', 'kick_members', 'ban_members', 'view_audit_log']],
  ['house', ['manage_roles', 'manage_server', 'administrator']],
] as const satisfies readonly (readonly [string, readonly Permission[]])[];

interface Props {
  readonly fields: RoleFields;
  readonly onChange: (fields: Partial<RoleFields>) => void;
  /** What is said beside the fields that were refused. */
  readonly messages: Readonly<Partial<Record<'name' | 'color', string>>>;
  /** What the role has already: that can be taken away by who lacks it. */
  readonly had?: number;
  readonly isReadOnly?: boolean;
  /** Built-in roles keep their names. */
  readonly keepsName?: boolean;
}

/** Name, colour, and a switch for each permission. */
export function RoleFieldset(props: Props): ReactNode {
  const { fields, onChange, messages, had = 0, isReadOnly = false, keepsName = false } = props;
  const { t } = useTranslation('roles');
  return (
    <Stack gap="lg">
      <TextInput
        label={t('name')}
        value={fields.name}
        onChange={(event) => onChange({ name: cutTo(MAX_NAME, event.currentTarget.value) })}
        required={!isReadOnly && !keepsName}
        disabled={isReadOnly || keepsName}
        description={keepsName && !isReadOnly ? t('keepsName') : undefined}
        error={messages.name}
      />
      <ColorInput
        label={t('color')}
        description={isReadOnly ? undefined : t('colorHint')}
        value={fields.color}
        onChange={(color) => onChange({ color })}
        format="hex"
        // What is no colour stays, and the answer says so: put right by the field itself, it could take what was typed.
        fixOnBlur={false}
        swatches={COLORS}
        // Nobody can name its sliders for those who do not see them.
        withPicker={false}
        disabled={isReadOnly}
        error={messages.color}
        eyeDropperButtonProps={{ 'aria-label': t('pickColor') }}
      />
      {GROUPS.map(([name, permissions]) => (
        <Fieldset key={name} legend={t(`group.${name}`)}>
          <Stack gap="md">
            {permissions.map((permission) => (
              <PermissionSwitch
                key={permission}
                permission={permission}
                bits={fields.permissions}
                had={had}
                isReadOnly={isReadOnly}
                onChange={(bits) => onChange({ permissions: bits })}
              />
            ))}
          </Stack>
        </Fieldset>
      ))}
    </Stack>
  );
}

interface SwitchProps {
  readonly permission: Permission;
  readonly bits: number;
  readonly had: number;
  readonly isReadOnly: boolean;
  readonly onChange: (bits: number) => void;
}

function PermissionSwitch(props: SwitchProps): ReactNode {
  const { permission, bits, had, isReadOnly, onChange } = props;
  const { t } = useTranslation(['roles', 'people']);
  const may = useMay();
  const bit = 1 << PERMISSION_BITS[permission];
  const isOn = permissionsIn(bits).includes(permission);
  const lacks = !may(permission) && !permissionsIn(had).includes(permission);
  const text = t(`people:permission.${permission}.text`);
  return (
    <Switch
      checked={isOn}
      disabled={isReadOnly || (lacks && !isOn)}
      onChange={(event) => onChange(event.currentTarget.checked ? bits | bit : bits & ~bit)}
      label={
        <Group gap="xs" component="span">
          {t(`people:permission.${permission}.name`)}
          {DANGEROUS.has(permission) && (
            <Badge component="span" color="red.9" variant="filled" size="sm" tt="none">
              {t('dangerous')}
            </Badge>
          )}
        </Group>
      }
      description={lacks && !isReadOnly ? `${text} ${t('youLack')}` : text}
    />
  );
}
