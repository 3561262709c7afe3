import { Alert, Anchor, Button, Stack, Text, TextInput } from '@mantine/core';
import { useState, type SubmitEvent, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { baseUrl, urlOf } from '../boot/boot.js';
import { parseInviteLink, type InviteTarget } from './parse-invite-link.js';

interface Props {
  /** What it begins with, e.g. the link that the app was opened with. */
  readonly initial?: string;
  /** In a dialog, which begins with it. */
  readonly isFirst?: boolean;
}

/** Takes any invite link. One of this community is opened; one of another is shown as what it is. */
export function LinkField({ initial = '', isFirst = false }: Props): ReactNode {
  const { t } = useTranslation('join');
  const [text, setText] = useState(initial);
  const [target, setTarget] = useState<InviteTarget | undefined>(() =>
    initial === '' ? undefined : elsewhereOnly(parseInviteLink(initial, baseUrl)),
  );
  const open = (event: SubmitEvent): void => {
    event.preventDefault();
    const found = parseInviteLink(text, baseUrl);
    if (found.kind === 'here') window.location.assign(urlOf(`/invite/${found.code}`));
    else setTarget(found);
  };
  return (
    <form onSubmit={open} noValidate>
      <Stack gap="sm">
        <TextInput
          label={t('field.label')}
          placeholder={t('field.placeholder')}
          value={text}
          onChange={(event) => {
            setText(event.currentTarget.value);
            setTarget(undefined);
          }}
          error={target?.kind === 'none' ? t('field.none') : undefined}
          data-autofocus={isFirst || undefined}
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          inputMode="url"
          maxLength={2048}
        />
        {target?.kind === 'elsewhere' ? (
          <Alert color="gate" variant="outline" role="status">
            <Text size="sm">{t('field.elsewhere', { host: target.host })}</Text>
            <Anchor href={target.url} rel="noreferrer" mt="xs" display="inline-block">
              {t('field.goThere', { host: target.host })}
            </Anchor>
          </Alert>
        ) : (
          <Button type="submit" variant="default">
            {t('field.open')}
          </Button>
        )}
      </Stack>
    </form>
  );
}

/** A link that somebody else put here is not opened before its reader says so. */
function elsewhereOnly(target: InviteTarget): InviteTarget | undefined {
  return target.kind === 'here' ? undefined : target;
}
