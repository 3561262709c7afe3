import type { InvitePreview } from '@gatehouse/sdk';
import type { ReactNode, Ref } from 'react';
import { useTranslation } from 'react-i18next';
import { colorOf, initialsOf } from '../shared/monogram.js';
import { ownIcon } from '../shared/own-icon.js';
import classes from './JoinPage.module.css';
import { usePage } from './page.js';

interface Props {
  readonly preview: InvitePreview;
  /** What stands above the name. */
  readonly above: string;
  readonly heading: Ref<HTMLHeadingElement>;
}

/** Which community this is about. */
export function CommunityHead({ preview, above, heading }: Props): ReactNode {
  const { t } = useTranslation();
  const { server_name: name, server_icon: icon, member_count: count } = preview;
  return (
    <div className={classes.head}>
      <CommunityIcon name={name} icon={icon} />
      <p className={classes.dim}>{above}</p>
      <h1 ref={heading} tabIndex={-1}>
        <bdi>{name}</bdi>
      </h1>
      {count > 0 && <p className={classes.dim}>{t('members', { count })}</p>}
    </div>
  );
}

/** A community's icon if it is on this very site, else its initials. */
export function CommunityIcon({
  name,
  icon,
}: {
  readonly name: string;
  readonly icon: string | null;
}): ReactNode {
  const { url } = usePage().boot;
  const own = ownIcon(icon, url);
  if (own !== null) return <img className={classes.icon} src={own} alt="" />;
  return (
    <span className={`${classes.icon} ${classes[colorOf(name)]}`} aria-hidden>
      {initialsOf(name)}
    </span>
  );
}
