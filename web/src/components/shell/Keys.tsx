import { Group, Kbd, Stack, Switch, Table, Text } from '@mantine/core';
import { useHotkeys } from '@mantine/hooks';
import { modals } from '@mantine/modals';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay } from '../../stores/community.js';
import { openCreateInvite } from '../../stores/dialogs.js';
import { turnKeys, useKeys } from '../../stores/keys.js';

const KEYS = ['?', '/', 'c'] as const;

/** Single keys that do something wherever one is, but where one types; and the list of them. */
export function Keys(): ReactNode {
  const { isOn } = useKeys();
  const may = useMay();
  const showKeys = useShowKeys();
  const does = {
    '?': showKeys,
    '/': toSearch,
    c: () => {
      if (may('manage_invites')) openCreateInvite();
    },
  } as const;
  const items = KEYS.flatMap((key) =>
    // On some keyboards these signs are typed with shift, on others without.
    [key, `shift+${key}`].map((typed): [string, () => void] => [
      typed,
      () => {
        if (!isInDialog()) does[key]();
      },
    ]),
  );
  useHotkeys(isOn ? items : []);
  return null;
}

/** Shows the keys, and lets them be turned off. */
export function useShowKeys(): () => void {
  const { t } = useTranslation('shell');
  return () => {
    modals.open({ title: t('keys.title'), children: <KeyList /> });
  };
}

function KeyList(): ReactNode {
  const { t } = useTranslation('shell');
  const { isOn } = useKeys();
  const may = useMay();
  const rows = [
    { keys: ['?'], what: t('keys.list') },
    { keys: ['/'], what: t('keys.search') },
    ...(may('manage_invites') ? [{ keys: ['c'], what: t('keys.create') }] : []),
    { keys: ['Enter'], what: t('keys.enter') },
    { keys: ['Esc'], what: t('keys.escape') },
  ];
  return (
    <Stack>
      <Table withRowBorders={false}>
        <Table.Tbody>
          {rows.map(({ keys, what }) => (
            <Table.Tr key={what}>
              <Table.Td w="6rem">
                <Group gap={4}>
                  {keys.map((key) => (
                    <Kbd key={key}>{key}</Kbd>
                  ))}
                </Group>
              </Table.Td>
              <Table.Td>{what}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      <Switch
        label={t('keys.use')}
        checked={isOn}
        onChange={(event) => turnKeys(event.currentTarget.checked)}
        data-autofocus
      />
      <Text size="sm" c="dimmed">
        {t('keys.useText')}
      </Text>
    </Stack>
  );
}

function isInDialog(): boolean {
  return document.querySelector('[role="dialog"]') !== null;
}

/** To the field by which the page is searched, if it has one. */
function toSearch(): void {
  document.querySelector<HTMLInputElement>('main input[type="search"]')?.focus();
}
