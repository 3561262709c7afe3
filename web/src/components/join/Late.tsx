import { Component, Suspense, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from './ui/Button.js';
import { Notice } from './ui/Notice.js';

interface Props {
  readonly children: ReactNode;
}

/** A part of the page that is fetched when it is wanted: it can take a while, and it can fail without the rest. */
export function Late({ children }: Props): ReactNode {
  return (
    <Boundary>
      <Suspense fallback={<Waiting />}>{children}</Suspense>
    </Boundary>
  );
}

function Waiting(): ReactNode {
  return <p role="status">{useTranslation().t('loading')}</p>;
}

/** Keeps what fails from taking the page with it. */
export class Boundary extends Component<Props, { readonly failed: boolean }> {
  override state = { failed: false };

  static getDerivedStateFromError(): { readonly failed: boolean } {
    return { failed: true };
  }

  override render(): ReactNode {
    return this.state.failed ? <Failed /> : this.props.children;
  }
}

function Failed(): ReactNode {
  const { t } = useTranslation();
  return (
    <Notice role="alert" title={t('pageFailed')}>
      <Button onClick={() => window.location.reload()}>{t('reload')}</Button>
    </Notice>
  );
}
