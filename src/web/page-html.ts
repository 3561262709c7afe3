/** What a page says of itself to those who read no scripts: people's tabs, and makers of previews. */
export interface PageHead {
  readonly title: string;
  readonly description: string;
  /** Shown by makers of link previews, which fetch it themselves; never by the page. */
  readonly image?: string | null | undefined;
}

const ESCAPED: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escape(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ESCAPED[character] ?? character);
}

/** Tags for tabs, OpenGraph and Twitter. Titles and descriptions can come from anybody. */
export function headTags({ title, description, image }: PageHead): string {
  const tags = [
    ['name', 'description', description],
    ['property', 'og:type', 'website'],
    ['property', 'og:title', title],
    ['property', 'og:description', description],
    ['name', 'twitter:card', 'summary'],
    ['name', 'twitter:title', title],
    ['name', 'twitter:description', description],
    ...(image ? [['property', 'og:image', image] as const] : []),
  ] as const;
  return [
    `<title>${escape(title)}</title>`,
    ...tags.map(([key, name, text]) => `<meta ${key}="${name}" content="${escape(text)}" />`),
  ].join('\n    ');
}

/** A block of data in a page: no script, and nothing in it can end it. */
export function dataBlock(id: string, value: unknown): string {
  const json = JSON.stringify(value).replaceAll('<', '\\u003c');
  return `<script type="application/json" id="${id}">${json}</script>`;
}
