import { Alert, Button, Container, Group, Text } from '@mantine/core';
import { Component, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { PartMissing } from './late.js';

interface Props {
  readonly children: ReactNode;
}

interface State {
  readonly fault: { readonly error: unknown } | undefined;
}

/** Keeps a fault in one part from taking the page with it. */
export class ErrorBoundary extends Component<Props, State> {
  override state: State = { fault: undefined };

  static getDerivedStateFromError(error: unknown): State {
    return { fault: { error } };
  }

  override render(): ReactNode {
    const { fault } = this.state;
    if (!fault) return this.props.children;
    const retry = (): void => {
      if (fault.error instanceof PartMissing) fault.error.forget();
      this.setState({ fault: undefined });
    };
    return <PageFailed onRetry={retry} />;
  }
}

export function PageFailed({ onRetry }: { readonly onRetry: () => void }): ReactNode {
  const { t } = useTranslation();
  return (
    <Container size="sm" py="xl">
      <Alert color="red" variant="outline" title={t('pageFailed')} role="alert">
        <Text size="sm">{t('pageFailedAdvice')}</Text>
        <Group mt="sm">
          <Button size="xs" variant="default" onClick={onRetry}>
            {t('retry')}
          </Button>
          <Button size="xs" variant="default" onClick={() => window.location.reload()}>
            {t('reload')}
          </Button>
        </Group>
      </Alert>
    </Container>
  );
}
