import { Button, Text, type ButtonProps } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import { useEffect, useRef, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { announce } from './Announcer.js';

const SHOWN_MS = 2000;

interface Props extends ButtonProps {
  readonly text: string;
  /** What it says instead of `Copy`. */
  readonly label?: string;
  /** It is what one wants now: it has the focus as soon as it is there. */
  readonly isFirst?: boolean;
}

/** Copies a text, and says so. */
export function CopyButton({ text, label, isFirst = false, ...button }: Props): ReactNode {
  const { t } = useTranslation();
  const [outcome, setOutcome] = useState<'copied' | 'failed'>();
  const copied = outcome === 'copied';
  const element = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (isFirst) element.current?.focus();
  }, [isFirst]);
  useEffect(() => {
    if (!copied) return undefined;
    const timer = setTimeout(() => setOutcome(undefined), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [copied]);
  const copy = async (): Promise<void> => {
    const done = await copyText(text);
    setOutcome(done ? 'copied' : 'failed');
    if (done) announce(t('copied'));
  };
  return (
    <>
      <Button
        variant="default"
        leftSection={
          copied ? <IconCheck size={18} aria-hidden /> : <IconCopy size={18} aria-hidden />
        }
        {...button}
        ref={element}
        onClick={() => void copy()}
      >
        {copied ? t('copied') : (label ?? t('copy'))}
      </Button>
      {outcome === 'failed' && (
        <Text size="sm" role="alert">
          {t('copyFailed')}
        </Text>
      )}
    </>
  );
}

/** Whether it could be copied. */
export async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copyByCommand(text);
  }
}

/** Without TLS, e.g. in a home's network, browsers have no clipboard for pages; this old way they all still have. */
function copyByCommand(text: string): boolean {
  let isSet = false;
  const give = (event: ClipboardEvent): void => {
    event.clipboardData?.setData('text/plain', text);
    event.preventDefault();
    isSet = true;
  };
  document.addEventListener('copy', give);
  // oxlint-disable-next-line typescript/no-deprecated -- there is no other way without TLS
  const isDone = document.execCommand('copy');
  document.removeEventListener('copy', give);
  return isDone && isSet;
}
