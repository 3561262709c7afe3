import { Alert, Anchor, Button, Stack, Text, TextInput } from '@mantine/core';
import type { ReactNode, SubmitEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { ownUrls, urlOf } from '../../boot/boot.js';
import { useInviteLink } from '../../hooks/useInviteLink.js';

interface Props {
  /** What it begins with, e.g. the link that the app was opened with. */
  readonly initial?: string;
  /** In a dialog, which begins with it. */
  readonly isFirst?: boolean;
}

/** Takes any invite link. One of this community is opened; one of another is shown as what it is. */
export function JoinByInvite({ initial = '', isFirst = false }: Props): ReactNode {
  const { t } = useTranslation('join');
  const link = useInviteLink(
    ownUrls,
    (code) => window.location.assign(urlOf(`/invite/${code}`)),
    initial,
  );
  const { text, setText, target } = link;
  const open = (event: SubmitEvent): void => {
    event.preventDefault();
    link.open();
  };
  return (
    <form onSubmit={open} noValidate>
      <Stack gap="sm">
        <TextInput
          label={t('field.label')}
          placeholder={t('field.placeholder')}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
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
