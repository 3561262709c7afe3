import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { NotFoundException } from '@nestjs/common';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { CATCH_ALL } from '../http/allowed-methods.js';
import { ProblemFilter } from '../http/problem.filter.js';
import { ServerInfo, type ServerView } from '../server/facts/server-info.js';
import { languagesOf, VARY } from './wants.js';
import { BUILT_CLIENT, WebPages } from './web-pages.js';

/** The pages of the console: the first part of their paths. */
const CONSOLE = [
  'invites',
  'members',
  'roles',
  'settings',
  'bans',
  'allowlist',
  'audit',
  'account',
] as const;

/** What has a hash in its name never changes; the rest is looked for once a day. */
const FOLDERS = [
  { folder: 'assets', caching: 'public, max-age=31536000, immutable' },
  { folder: 'icons', caching: 'public, max-age=86400' },
] as const;

/** Serves the web client: its pages, its files, its manifest. An invite's page is `InviteLinkController`'s. */
export function serveWeb(app: NestFastifyApplication): void {
  const fastify = app.getHttpAdapter().getInstance();
  const pages = app.get(WebPages);
  const server = app.get(ServerInfo);

  const openConsole = async (request: FastifyRequest, reply: FastifyReply): Promise<string> => {
    const { name } = await server.get();
    void reply.header('vary', VARY);
    return pages.console(reply, name, languagesOf(request));
  };
  for (const path of ['/', ...CONSOLE.flatMap((page) => [`/${page}`, `/${page}/*`])]) {
    fastify.get(path, openConsole);
  }
  // Who follows a wrong link in a browser gets a page that says so.
  fastify.get(CATCH_ALL, async (request, reply) => {
    const isPage = request.headers.accept?.includes('text/html') && !/^\/api\b/.test(request.url);
    if (isPage) return openConsole(request, reply.code(404));
    new ProblemFilter().answer(new NotFoundException(), request, reply);
    return reply;
  });

  fastify.get('/manifest.webmanifest', async (_request, reply) => {
    const community = await server.get();
    return reply.type('application/manifest+json').send(JSON.stringify(manifest(community)));
  });
  for (const { folder, caching } of FOLDERS) serveFolder(fastify, folder, caching);
}

function serveFolder(fastify: FastifyInstance, folder: string, caching: string): void {
  void fastify.register((scope, _options, done) => {
    scope.addHook('onSend', (_request, reply, _payload, next) => {
      if (reply.statusCode < 400) void reply.header('cache-control', caching);
      next();
    });
    void scope.register(fastifyStatic, {
      root: join(BUILT_CLIENT, folder),
      prefix: `/${folder}/`,
      decorateReply: false,
      cacheControl: false,
      // Vite has packed them already.
      preCompressed: true,
      dotfiles: 'ignore',
      index: false,
    });
    done();
  });
}

/** What makes the page an app that can be installed, and opens `web+decentcom:` links in it. */
function manifest({ name, accent_color }: ServerView): object {
  return {
    name,
    short_name: name,
    id: './',
    start_url: './',
    scope: './',
    display: 'standalone',
    background_color: '#ffffff',
    theme_color: accent_color ?? '#0b7285',
    icons: [
      { src: 'icons/icon.svg', sizes: 'any', type: 'image/svg+xml' },
      { src: 'icons/icon-192.png', sizes: '192x192', type: 'image/png' },
      { src: 'icons/icon-512.png', sizes: '512x512', type: 'image/png' },
      { src: 'icons/maskable-512.png', sizes: '512x512', type: 'image/png', purpose: 'maskable' },
    ],
    protocol_handlers: [{ protocol: 'web+decentcom', url: './?link=%s' }],
  };
}
