import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { request, type IncomingHttpHeaders } from 'node:http';
import { join } from 'node:path';
import { ownerOf, type Person } from '../support/person.js';
import { logPosition } from '../support/problem.js';
import { startGatehouse, temporaryFolder, type RunningGatehouse } from '../support/process.js';

const BROWSER = 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8';

interface Page {
  readonly status: number | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

describe('the pages of the web client', () => {
  const folder = temporaryFolder();
  let server: RunningGatehouse;
  let owner: Person;

  beforeAll(async () => {
    server = await startGatehouse(`sqlite:${join(folder.path, 'gatehouse.db')}`, {
      GATEHOUSE_SERVER_NAME: `Ada's <b>"&" $& $1</b>`,
      GATEHOUSE_SERVER_ICON: 'https://elsewhere.example/icon.png?a="<',
    });
    owner = await ownerOf(server);
  });

  afterAll(async () => {
    await server.kill();
    folder.remove();
  });

  function get(path: string, accept?: string, url = server.url, more = {}): Promise<Page> {
    return new Promise((resolve, reject) => {
      const headers = { ...(accept !== undefined && { accept }), ...more };
      const outgoing = request(url + path, { headers }, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () => {
          const { statusCode: status, headers } = response;
          resolve({ status, headers, text: Buffer.concat(chunks).toString() });
        });
      });
      outgoing.on('error', reject).end();
    });
  }

  const originOf = ({ text }: Page, name: string): string | undefined =>
    new RegExp(`<meta (?:name|property)="${name}" content="([^"]*)"`).exec(text)?.[1];

  it.each(['*/*', BROWSER, undefined])(
    'an invite is a page to whoever accepts %s',
    async (accept) => {
      const page = await get(`/invite/${await owner.invite()}`, accept);
      expect(page.status).toBe(200);
      expect(page.headers).toMatchObject({
        'content-type': 'text/html; charset=utf-8',
        'cache-control': 'no-store',
        'referrer-policy': 'no-referrer',
        'x-robots-tag': 'noindex',
        'x-content-type-options': 'nosniff',
        'x-frame-options': 'DENY',
        vary: 'accept, accept-language',
      });
      expect(originOf(page, 'robots')).toBe('noindex');
      expect(originOf(page, 'referrer')).toBe('no-referrer');
    },
  );

  it('tells previews the name and the members, whatever they are called', async () => {
    const page = await get(`/invite/${await owner.invite()}`);
    const name = 'Ada&#39;s &lt;b&gt;&quot;&amp;&quot; $&amp; $1&lt;/b&gt;';
    expect(originOf(page, 'og:title')).toBe(name);
    expect(originOf(page, 'twitter:title')).toBe(name);
    expect(originOf(page, 'og:description')).toContain('1 member.');
    expect(originOf(page, 'og:image')).toBe('https://elsewhere.example/icon.png?a=&quot;&lt;');
    expect(page.text).not.toContain('<b>');
  });

  it.each([
    [undefined, 'en', 'You are invited to join', 'A link into a community.'],
    ['de-AT,de;q=0.9,en;q=0.5', 'de', 'Du bist eingeladen,', 'Ein Link in eine Gemeinschaft.'],
    ['fr', 'en', 'You are invited to join', 'A link into a community.'],
  ])('tells previews that ask for %s in %s', async (language, lang, invited, neutral) => {
    const asked = language === undefined ? {} : { 'accept-language': language };
    const page = await get(`/invite/${await owner.invite()}`, undefined, server.url, asked);
    expect(page.text).toContain(`<html lang="${lang}">`);
    expect(originOf(page, 'og:description')).toContain(invited);
    expect(page.headers.vary).toBe('accept, accept-language');
    const unknown = await get('/invite/NoSuch00', undefined, server.url, asked);
    expect(originOf(unknown, 'og:description')).toBe(neutral);
    expect(unknown.headers.vary).toBe('accept, accept-language');
  });

  it.each([
    [undefined, 'en', 'Invites, members and roles', 'needs JavaScript'],
    ['de-AT,de;q=0.9,en;q=0.5', 'de', 'Einladungen, Mitglieder und Rollen', 'braucht JavaScript'],
    ['fr, en;q=0.2', 'en', 'Invites, members and roles', 'needs JavaScript'],
  ])('serves the console to who asks for %s in %s', async (language, lang, about, noScripts) => {
    const asked = language === undefined ? {} : { 'accept-language': language };
    for (const path of ['/', '/members', '/no/such']) {
      const page = await get(path, BROWSER, server.url, asked);
      expect(page.text).toContain(`<html lang="${lang}">`);
      expect(originOf(page, 'description')).toContain(about);
      expect(/<noscript>(.*)<\/noscript>/.exec(page.text)?.[1]).toContain(noScripts);
      expect(page.headers).toMatchObject({
        'cache-control': 'no-store',
        vary: 'accept, accept-language',
      });
    }
  });

  it.each([
    ['a dead link', 410],
    ['an unknown one', 404],
    ['no code at all', 404],
  ])('says nothing of the community for %s', async (what, status) => {
    const dead = await owner.invite();
    await owner.call('DELETE', `/invites/${dead}`);
    const path = { 'a dead link': dead, 'an unknown one': 'NoSuch00' }[what] ?? '%3Cscript%3E';
    const page = await get(`/invite/${path}`, BROWSER);
    expect(page.status).toBe(status);
    expect(originOf(page, 'og:title')).toBe('Invite');
    expect(page.text).not.toContain('Ada');
    expect(page.headers['cache-control']).toBe('no-store');
  });

  it('changes nothing, however often it is opened', async () => {
    const code = await owner.invite({ max_uses: 1 });
    const before = await logPosition(server.url);
    for (let times = 0; times < 5; times++) await get(`/invite/${code}`, BROWSER);
    expect(await logPosition(server.url)).toBe(before);
  });

  it('lets nothing in but its own, with a new nonce each time', async () => {
    const nonces = new Set<string>();
    for (const path of ['/', `/invite/${await owner.invite()}`, '/members', '/invites/Ab3xK9Qz']) {
      const { headers, text, status } = await get(path, BROWSER);
      expect(status).toBe(200);
      const policy = String(headers['content-security-policy']);
      expect(policy).toMatch(/default-src 'none'/);
      expect(policy).toMatch(/script-src 'self'(;|$)/);
      expect(policy).not.toMatch(/unsafe|https?:|\*/);
      const nonce = /'nonce-([^']+)'/.exec(policy)?.[1] ?? '';
      expect(text).toContain(`nonce="${nonce}"`);
      nonces.add(nonce);
      // No script stands in the page itself: data does.
      expect(text).not.toMatch(/<script(?![^>]* src="\/assets\/)(?! type="application\/json")/);
    }
    expect(nonces.size).toBe(4);
  });

  it('keeps for ever what has a hash in its name, packed', async () => {
    const { text } = await get('/', BROWSER);
    const [script = ''] = /\/assets\/[\w.-]+\.js/.exec(text) ?? [];
    const { status, headers } = await get(script);
    expect(status).toBe(200);
    expect(headers).toMatchObject({
      'cache-control': 'public, max-age=31536000, immutable',
      'content-type': expect.stringMatching(/javascript/),
      'x-content-type-options': 'nosniff',
    });
    expect((await get('/assets/none.js')).status).toBe(404);
    expect((await get('/assets/none.js')).headers['cache-control']).toBe('no-store');
    for (const path of ['/assets/../index.html', '/assets/%2e%2e/index.html', '/assets/..%2fx']) {
      expect((await get(path)).text).not.toContain('<!--head-->');
    }
  });

  it('has a manifest with the community’s name, and icons', async () => {
    const { headers, text } = await get('/manifest.webmanifest');
    expect(headers['content-type']).toMatch(/application\/manifest\+json/);
    const manifest = JSON.parse(text) as { name: string; icons: { src: string }[] };
    expect(manifest).toMatchObject({
      name: `Ada's <b>"&" $& $1</b>`,
      protocol_handlers: [{ protocol: 'web+decentcom', url: './?link=%s' }],
    });
    for (const { src } of manifest.icons) {
      const icon = await get(`/${src}`);
      expect([icon.status, icon.headers['content-type']]).toEqual([
        200,
        expect.stringMatching(/^image\//),
      ]);
    }
  });

  it('is a page for a wrong link in a browser, and a problem document for programs', async () => {
    const page = await get('/no/such', BROWSER);
    expect([page.status, page.headers['content-type']]).toEqual([404, 'text/html; charset=utf-8']);
    for (const [path, accept] of [
      ['/no/such', 'application/json'],
      ['/no/such', undefined],
      ['/api/v1/no-such', BROWSER],
    ] as const) {
      const { status, headers } = await get(path, accept);
      expect([status, headers['content-type']]).toEqual([
        404,
        expect.stringMatching(/problem\+json/),
      ]);
    }
  });

  it('is found under the path of the public URL', async () => {
    const under = await startGatehouse(`sqlite:${join(folder.path, 'under.db')}`, {
      GATEHOUSE_PUBLIC_URL: 'https://example.org/harbour',
    });
    try {
      const { text, headers } = await get('/', BROWSER, under.url);
      expect(text).toMatch(/src="\/harbour\/assets\//);
      expect(text).toContain('href="/harbour/manifest.webmanifest"');
      expect(text).toContain(
        '{"base":"/harbour","url":"https://example.org/harbour","ownerBy":"link"}',
      );
      expect(headers).not.toHaveProperty('strict-transport-security');
    } finally {
      await under.kill();
    }
  });
});
