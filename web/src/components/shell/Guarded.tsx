import type { Permission } from '@gatehouse/sdk';
import type { RouteComponent } from '@tanstack/react-router';
import { IconLock } from '@tabler/icons-react';
import { Suspense, type FunctionComponent, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay } from '../../stores/community.js';
import { EmptyPage } from '../shared/EmptyPage.js';
import { late } from '../shared/late.js';
import { Loading } from '../shared/Loading.js';

/** A page whose code comes when it is opened, for those who may see it. */
export function guarded(
  load: () => Promise<FunctionComponent>,
  needs?: Permission,
): RouteComponent {
  const Page = late(load);
  function Guarded(): ReactNode {
    const may = useMay();
    if (needs !== undefined && !may(needs)) return <NotAllowed permission={needs} />;
    return (
      <Suspense fallback={<Loading />}>
        <Page />
      </Suspense>
    );
  }
  // The router fetches the code as soon as somebody points at a link to it.
  return Object.assign(Guarded, { preload: Page.fetch });
}

function NotAllowed({ permission }: { readonly permission: Permission }): ReactNode {
  const { t } = useTranslation(['shell', 'people']);
  return (
    <EmptyPage
      icon={<IconLock size={48} stroke={1.5} />}
      title={t('notAllowed.title')}
      text={t('notAllowed.text', { permission: t(`people:permission.${permission}.name`) })}
    />
  );
}
