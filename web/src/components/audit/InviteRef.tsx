import { Code, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay } from '../../stores/community.js';
import { PageLink } from '../shared/PageLink.js';
import { inviteStateQuery } from '../../stores/audit.js';

const MASK = '~';

export function isMasked(code: string): boolean {
  return code.startsWith(MASK);
}

/** An invite by its label and its code, or by what stands for a code that whoever looks may not see. */
export function InviteRef({ code }: { readonly code: string }): ReactNode {
  const { t } = useTranslation('audit');
  const may = useMay();
  const { data: invite } = useQuery(inviteStateQuery(code));
  const label = invite?.label ?? null;
  const shown = isMasked(code) ? t('maskedCode', { code }) : code;
  const name = label === null ? <Code>{shown}</Code> : <bdi>{label}</bdi>;
  return (
    <Text span inherit fw={600}>
      {may('manage_invites') && !isMasked(code) ? (
        <PageLink to="/invites/$code" params={{ code }} inherit>
          {name}
        </PageLink>
      ) : (
        name
      )}
      {label !== null && (
        <>
          {' '}
          <Code>{shown}</Code>
        </>
      )}
    </Text>
  );
}
