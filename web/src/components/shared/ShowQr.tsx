import { Button, Group, Stack } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconQrcode } from '@tabler/icons-react';
import { Suspense, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { ErrorBoundary } from './ErrorBoundary.js';
import { late } from './late.js';
import { Loading } from './Loading.js';

const QrCode = late(async () => (await import('./QrCode.js')).QrCode);

interface Props {
  readonly text: string;
  /** What tells its file from others. */
  readonly name: string;
  /** What else can be done with the link. */
  readonly children: ReactNode;
}

/** A QR code, for whoever stands beside one; the code that draws it comes when it is asked for. */
export function ShowQr({ text, name, children }: Props): ReactNode {
  const { t } = useTranslation('invites');
  const [isShown, shown] = useDisclosure(false);
  return (
    <Stack align="flex-start">
      <Group gap="sm">
        {children}
        <Button
          variant="default"
          leftSection={<IconQrcode size={18} aria-hidden />}
          onClick={shown.toggle}
          aria-expanded={isShown}
        >
          {isShown ? t('qr.hide') : t('qr.show')}
        </Button>
      </Group>
      {isShown && (
        <ErrorBoundary>
          <Suspense fallback={<Loading />}>
            <QrCode text={text} name={name} />
          </Suspense>
        </ErrorBoundary>
      )}
    </Stack>
  );
}
