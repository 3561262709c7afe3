import { Box, Button, Group, Paper, Stack } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { QRCodeCanvas, QRCodeSVG } from 'qrcode.react';
import { useRef, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { saveFile } from './save-file.js';

/** In pixels: large enough to be printed on a poster's corner. */
const SIZE = 640;
/** What the standard asks for around the code, in its modules. */
const MARGIN = 4;

interface Props {
  readonly text: string;
  readonly name: string;
}

/** Always dark on light, also in the dark: many cameras read nothing else. */
export function QrCode({ text, name }: Props): ReactNode {
  const { t } = useTranslation('invites');
  const canvas = useRef<HTMLCanvasElement>(null);
  const vector = useRef<SVGSVGElement>(null);
  const save = (): void =>
    canvas.current?.toBlob((blob) => blob && saveFile(blob, `invite-${name}.png`));
  const saveVector = (): void => {
    if (!vector.current) return;
    const text = new XMLSerializer().serializeToString(vector.current);
    saveFile(new Blob([text], { type: 'image/svg+xml' }), `invite-${name}.svg`);
  };
  return (
    <Stack align="flex-start">
      <Paper withBorder radius="md" bg="white" p={4} maw={260} w="100%">
        <QRCodeCanvas
          ref={canvas}
          value={text}
          size={SIZE}
          marginSize={MARGIN}
          level="M"
          role="img"
          aria-label={t('qr.label', { url: text })}
          style={{ width: '100%', height: 'auto', display: 'block' }}
        />
      </Paper>
      <Group gap="sm">
        <Button
          variant="default"
          leftSection={<IconDownload size={18} aria-hidden />}
          onClick={save}
        >
          {t('qr.save')}
        </Button>
        <Button
          variant="default"
          leftSection={<IconDownload size={18} aria-hidden />}
          onClick={saveVector}
        >
          {t('qr.saveSvg')}
        </Button>
      </Group>
      <Box display="none">
        <QRCodeSVG ref={vector} value={text} size={SIZE} marginSize={MARGIN} level="M" />
      </Box>
    </Stack>
  );
}
