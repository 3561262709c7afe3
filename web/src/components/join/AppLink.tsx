import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './AppLink.module.css';
import { usePage } from './page.js';

/**
 * The link that an app opens. No page can know whether there is one: where fingers point, apps are usual and it is
 * offered; elsewhere it waits to be asked for.
 */
export function AppLink(): ReactNode {
  const { t } = useTranslation('join');
  const { code, url } = usePage().boot;
  const link = (
    <p>
      <a href={appLink(url, code)}>{t('openInApp')}</a>
      <br />
      {t('openInAppHint')}
    </p>
  );
  return (
    <>
      <div className={classes.offered}>{link}</div>
      <details className={classes.asked}>
        <summary>{t('haveApp')}</summary>
        {link}
      </details>
    </>
  );
}

/** A link that begins with a host has no room for the path of a community that shares one. */
function appLink(url: string, code: string): string {
  const { host, pathname } = new URL(url);
  if (pathname === '/') return `decentcom://${host}/invite/${code}`;
  return `decentcom:/invite/${code}?server=${encodeURIComponent(url)}`;
}
