import { createInstance, type i18n } from 'i18next';
import { StrictMode } from 'react';
import { renderToString } from 'react-dom/server';
import { I18nextProvider, initReactI18next } from 'react-i18next';
import { joinStyles } from './accent.js';
import { isolated } from './i18n/isolated.js';
import type { TextsInPage } from './i18n/i18n.js';
import { languageFor, type Language } from './i18n/languages.js';
import { JoinPage } from './components/join/JoinPage.js';
import { beginning } from './stores/join-state.js';
import type { InviteBoot } from './boot/invite-boot.js';
import { Page, type JoinActions } from './components/join/page.js';
import commonInGerman from './locales/de/common.json' with { type: 'json' };
import joinInGerman from './locales/de/join.json' with { type: 'json' };
import common from './locales/en/common.json' with { type: 'json' };
import join from './locales/en/join.json' with { type: 'json' };

const TEXTS = {
  en: { common, join },
  de: { common: commonInGerman, join: joinInGerman },
};

const known = new Map<Language, i18n>();

function textsIn(language: Language): i18n {
  const made = known.get(language);
  if (made) return made;
  const texts = createInstance();
  void texts.use(initReactI18next).init({
    lng: language,
    fallbackLng: false,
    resources: { [language]: TEXTS[language] },
    defaultNS: 'common',
    interpolation: { escape: isolated },
    initAsync: false,
  });
  known.set(language, texts);
  return texts;
}

/** On the server nobody presses a button. */
const nothing = (): never => {
  throw new Error('This is done in a browser.');
};
const NO_ACTIONS: JoinActions = {
  prepare: nothing,
  join: nothing,
  tryAgain: nothing,
  goOn: nothing,
  noteEnd: nothing,
  giveName: nothing,
  ownKey: nothing,
  goTo: nothing,
  chooseLanguage: nothing,
};

export interface RenderedInvite {
  /** What the page's tab, and makers of link previews, say of it. */
  readonly about: { readonly title: string; readonly description: string };
  /** For the page's scripts, to go on with. */
  readonly texts: TextsInPage;
  /** What stands in the root of the page. */
  readonly html: string;
  /** What makes the page look as the community does; nothing, if it looks like any other. */
  readonly styles: string | undefined;
}

/**
 * The page of an invite before any script: what people see first, and all that those see who run none.
 * @param languages that its reader asks for, the most wanted first
 * @param accent the community's own colour, if it has one
 */
export function renderInvite(
  boot: InviteBoot,
  languages: readonly string[],
  accent: string | null,
): RenderedInvite {
  const language = languageFor(languages);
  const html = renderToString(
    <I18nextProvider i18n={textsIn(language)}>
      <StrictMode>
        <Page value={{ boot, actions: NO_ACTIONS }}>
          <JoinPage state={beginning(boot)} />
        </Page>
      </StrictMode>
    </I18nextProvider>,
  );
  const styles = accent === null ? undefined : joinStyles(accent);
  const about = aboutOf(boot, textsIn(language));
  return { about, texts: { language, sections: TEXTS[language] }, html, styles };
}

/** Of what is the matter with a link the page tells those who read it; previews say nothing of it. */
function aboutOf({ preview }: InviteBoot, texts: i18n): RenderedInvite['about'] {
  const t = texts.getFixedT(null, 'join');
  if (!preview) return { title: t('linkPreview.title'), description: t('linkPreview.neutral') };
  const { server_name: name, member_count: count } = preview;
  return { title: name, description: t('linkPreview.text', { name, count }) };
}
