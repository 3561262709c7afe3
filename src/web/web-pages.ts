import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { FastifyReply } from 'fastify';
import type { Config } from '../config.js';
import { PACKAGE_ROOT } from '../platform/package-root.js';
import { appHeaders } from '../http/security-headers.js';
import { dataBlock, headTags, type PageHead } from './page-html.js';

/** Where Vite puts what it builds from `web/`. */
export const BUILT_CLIENT = join(PACKAGE_ROOT, 'web', 'dist');

/** The pages that Vite builds: each has scripts of its own, the invite's as few as possible. */
export type PageName = 'invite' | 'console';

interface Page {
  readonly head: PageHead;
  /** What the page's scripts know at once, without asking. */
  readonly boot?: Readonly<Record<string, unknown>>;
}

/** The web client's pages, as they go out. */
export class WebPages {
  private constructor(
    private readonly templates: Readonly<Record<PageName, string>>,
    private readonly headers: (nonce: string) => Readonly<Record<string, string>>,
    /** What every page knows: the path of the public URL, without a slash at its end; whether nothing can change. */
    private readonly common: { readonly base: string; readonly readOnly?: true },
  ) {}

  static async load(config: Config): Promise<WebPages> {
    const base = new URL(config.publicUrl).pathname.replace(/\/+$/, '');
    const [invite, console] = await Promise.all([
      readPage('invite.html', base),
      readPage('index.html', base),
    ]);
    const common = { base, ...(config.readOnly && { readOnly: true as const }) };
    return new WebPages({ invite, console }, await appHeaders(config), common);
  }

  /** The HTML of a page, whose headers it sets. Each answer has a nonce of its own. */
  render(reply: FastifyReply, name: PageName, { head, boot }: Page): string {
    const nonce = randomBytes(16).toString('base64');
    void reply.headers(this.headers(nonce)).type('text/html; charset=utf-8');
    const own = [
      headTags(head),
      `<meta property="csp-nonce" nonce="${nonce}" />`,
      dataBlock('boot', { ...boot, ...this.common }),
    ];
    // A function: `$&` in a name is no pattern.
    return this.templates[name].replace('<!--head-->', () => own.join('\n    '));
  }
}

async function readPage(file: string, base: string): Promise<string> {
  try {
    const html = await readFile(join(BUILT_CLIENT, file), 'utf8');
    return html.replaceAll('="./', `="${base}/`);
  } catch (error) {
    throw new Error('The web client is not built: run `npm run build`.', { cause: error });
  }
}
