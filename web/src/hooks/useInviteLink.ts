import { useState } from 'react';
import { parseInviteLink, type InviteTarget, type OwnUrls } from './parse-invite-link.js';

/** A field that takes any invite link. */
export interface InviteLinkField {
  readonly text: string;
  readonly setText: (text: string) => void;
  /** Where the link leads that was to be opened, if it leads to no invite of this community. */
  readonly target: InviteTarget | undefined;
  /** Reads what is in the field: opens an invite of this community, and says of another what it is. */
  readonly open: () => void;
}

/**
 * @param own this community's URLs
 * @param onCode opens an invite of this community
 * @param initial what the field begins with, e.g. the link that the app was opened with
 */
export function useInviteLink(
  own: OwnUrls,
  onCode: (code: string) => void,
  initial = '',
): InviteLinkField {
  const [text, setText] = useState(initial);
  const [target, setTarget] = useState<InviteTarget | undefined>(() =>
    initial === '' ? undefined : elsewhereOnly(parseInviteLink(initial, own)),
  );
  return {
    text,
    setText: (typed) => {
      setText(typed);
      setTarget(undefined);
    },
    target,
    open: () => {
      const found = parseInviteLink(text, own);
      if (found.kind === 'here') onCode(found.code);
      else setTarget(found);
    },
  };
}

/** A link that somebody else put here is not opened before its reader says so. */
function elsewhereOnly(target: InviteTarget): InviteTarget | undefined {
  return target.kind === 'here' ? undefined : target;
}
