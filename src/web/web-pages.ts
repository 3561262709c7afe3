import { randomBytes } from 'node:crypto';
import { access, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { FastifyReply } from 'fastify';
import type { Config } from '../config.js';
import type { Clock } from '../platform/clock.js';
import { PACKAGE_ROOT } from '../platform/package-root.js';
import { publicPath } from '../platform/public-path.js';
import { appHeaders } from '../http/security-headers.js';
import type { ServerInfo } from '../server/facts/server-info.js';
import { consoleWords } from './console-words.js';
import { dataBlock, headTags, type PageHead } from './page-html.js';

/** Where Vite puts what it builds from `web/`. */
export const BUILT_CLIENT = join(PACKAGE_ROOT, 'web', 'dist');
const RENDERER = join(BUILT_CLIENT, 'server', 'render-invite.cjs');

const requireBuilt = createRequire(import.meta.url);

/** The pages that Vite builds: each has scripts of its own, the invite's as few as possible. */
type PageName = 'invite' | 'console';

/** By what a community without an owner gets one: the printed link, whoever signs in first, or a key that was set. */
type OwnerBy = 'link' | 'first-user' | 'key';

function ownerBy({ ownerPubkey, bootstrap }: Config): OwnerBy {
  if (ownerPubkey !== undefined) return 'key';
  return bootstrap === 'first-user' ? 'first-user' : 'link';
}

/** What is told of an invite on its page: what it leads to, or what is the matter with it. */
export interface InviteTold {
  readonly code: string;
  readonly preview?: { readonly server_icon: string | null };
  readonly problem?: { readonly status: number };
  /** Seconds after which there is use in trying again. */
  readonly retryAfter?: number;
}

/** `web/src/render-invite.tsx`, as Vite has built it. */
interface Renderer {
  readonly renderInvite: (
    boot: InviteTold & { readonly url: string; readonly at: number; readonly readOnly?: true },
    languages: readonly string[],
    accent: string | null,
  ) => {
    readonly about: Pick<PageHead, 'title' | 'description'>;
    readonly texts: { readonly language: string };
    readonly html: string;
    readonly styles: string | undefined;
  };
}

/** The web client's pages, as they go out. */
export class WebPages {
  /** Loaded when the first page of an invite is asked for. */
  private renderer: Renderer | undefined;

  private constructor(
    private readonly templates: Readonly<Record<PageName, string>>,
    private readonly headers: (nonce: string) => Readonly<Record<string, string>>,
    /** What every page knows: the path of the public URL, without a slash at its end; whether nothing can change. */
    private readonly common: { readonly base: string; readonly readOnly?: true },
    private readonly ownerBy: OwnerBy,
    private readonly publicUrl: string,
    private readonly clock: Clock,
    private readonly server: Pick<ServerInfo, 'get'>,
  ) {}

  static async load(
    config: Config,
    clock: Clock,
    server: Pick<ServerInfo, 'get'>,
  ): Promise<WebPages> {
    const base = publicPath(config.publicUrl);
    const [invite, console] = await Promise.all([
      readPage('invite.html', base),
      readPage('index.html', base),
      built(access(RENDERER)),
    ]);
    const common = { base, ...(config.readOnly && { readOnly: true as const }) };
    const headers = await appHeaders(config);
    const pages = { invite, console };
    const { publicUrl } = config;
    return new WebPages(pages, headers, common, ownerBy(config), publicUrl, clock, server);
  }

  /**
   * The console's page, which its scripts fill.
   * @param title the name of the community
   * @param languages that its reader asks for, the most wanted first
   */
  console(reply: FastifyReply, title: string, languages: readonly string[]): string {
    const { language, description, needsScripts } = consoleWords(languages);
    const boot = { ...this.common, url: this.publicUrl, ownerBy: this.ownerBy };
    return this.write(reply, 'console', language, { title, description }, boot).replace(
      '<!--needs-scripts-->',
      needsScripts,
    );
  }

  /**
   * The page of an invite: people see what it leads to before any script has come, and scripts go on from there.
   * @param languages that its reader asks for, the most wanted first
   */
  async invite(
    reply: FastifyReply,
    told: InviteTold,
    languages: readonly string[],
  ): Promise<string> {
    this.renderer ??= requireBuilt(RENDERER) as Renderer;
    const accent = await this.accentFor(told);
    const at = Date.parse(this.clock.now());
    const boot = { ...told, ...this.common, url: this.publicUrl, at };
    const { about, texts, html, styles } = this.renderer.renderInvite(boot, languages, accent);
    const head = { ...about, image: told.preview?.server_icon };
    const page = { ...boot, texts };
    return this.write(reply, 'invite', texts.language, head, page, styles).replace(
      '<!--root-->',
      () => html,
    );
  }

  /** The community's own colour. Where something is the matter with us, nobody waits for it. */
  private async accentFor({ problem }: InviteTold): Promise<string | null> {
    if (problem && problem.status >= 500) return null;
    return (await this.server.get()).accent_color;
  }

  /**
   * The HTML of a page, whose headers it sets. Each answer has a nonce of its own.
   * @param styles of this answer, made by ourselves
   */
  private write(
    reply: FastifyReply,
    name: PageName,
    language: string,
    head: PageHead,
    boot: object,
    styles?: string,
  ): string {
    const nonce = randomBytes(16).toString('base64');
    void reply.headers(this.headers(nonce)).type('text/html; charset=utf-8');
    const own = [
      headTags(head),
      `<meta property="csp-nonce" nonce="${nonce}" />`,
      dataBlock('boot', boot),
      ...(styles === undefined ? [] : [`<style nonce="${nonce}">${styles}</style>`]),
    ];
    // A function: `$&` in a name is no pattern.
    return this.templates[name]
      .replace('<html lang="en">', `<html lang="${language}">`)
      .replace('<!--head-->', () => own.join('\n    '));
  }
}

async function readPage(file: string, base: string): Promise<string> {
  const html = await built(readFile(join(BUILT_CLIENT, file), 'utf8'));
  return html.replaceAll('="./', `="${base}/`);
}

async function built<Read>(file: Promise<Read>): Promise<Read> {
  try {
    return await file;
  } catch (error) {
    throw new Error('The web client is not built: run `npm run build`.', { cause: error });
  }
}
