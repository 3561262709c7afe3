import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import react from '@vitejs/plugin-react';
import { build, defineConfig, type Plugin } from 'vite';

/** The Gatehouse that `npm run dev` asks. */
const SERVER = process.env.GATEHOUSE_URL ?? 'http://localhost:8080';

/** Too small to gain anything by packing. */
const SMALL_BYTES = 1024;

const ENTRY = /[\\/](invite\.html|src[\\/]invite\.tsx)/;
const JOIN_PAGE = /[\\/](invite\.html|src[\\/]invite\.tsx|components[\\/]join[\\/])/;

export default defineConfig(async ({ command }) => ({
  // The server says under which path it is reached; files find each other.
  base: './',
  plugins: [react(), packed(), renderer(), invites()],
  build: {
    target: 'es2023',
    modulePreload: { polyfill: false },
    // A font or a picture in a style sheet would need `data:` in the policy.
    assetsInlineLimit: 0,
    rolldownOptions: {
      input: { console: 'index.html', invite: 'invite.html' },
      output: { codeSplitting: { groups: command === 'build' ? await invitePage() : [] } },
    },
  },
  server: {
    proxy: { '/api': { target: SERVER, ws: true }, '/manifest.webmanifest': SERVER },
  },
}));

/**
 * The page behind a link in two files: what it shares with others, and what is its own. Cut along what each shares with
 * which, it would be two dozen, each of which a slow phone has to ask for and to link.
 */
async function invitePage() {
  const built = await build({
    configFile: false,
    root: import.meta.dirname,
    logLevel: 'error',
    plugins: [react()],
    build: { target: 'es2023', write: false, rolldownOptions: { input: 'invite.html' } },
  });
  if (!('output' in built)) throw new Error('The invite page was not built alone.');
  const chunks = built.output.filter((file) => file.type === 'chunk');
  const needed: string[] = [];
  const take = (fileName: string): void => {
    const chunk = chunks.find((each) => each.fileName === fileName);
    needed.push(...(chunk?.moduleIds ?? []));
    for (const each of chunk?.imports ?? []) take(each);
  };
  take(chunks.find(({ isEntry }) => isEntry)?.fileName ?? '');
  // The console takes what is shared, and must not run what is the page's own.
  const [own, shared] = [needed.filter((id) => JOIN_PAGE.test(id)), new Set(needed)];
  for (const id of own) shared.delete(id);
  const parts = new Set(own.filter((id) => !ENTRY.test(id)));
  return [
    { name: 'front-door', test: (id: string) => shared.has(id) },
    { name: 'join-page', test: (id: string) => parts.has(id) },
  ];
}

/** In place of the server, which knows the page of an invite by its path. */
function invites(): Plugin {
  return {
    name: 'invites',
    configureServer: ({ middlewares }) => {
      middlewares.use((request, _response, next) => {
        if (request.url?.startsWith('/invite/')) request.url = '/invite.html';
        next();
      });
    },
  };
}

/** What the server renders the page behind a link with, in one file with all that it needs. */
function renderer(): Plugin {
  return {
    name: 'renderer',
    apply: 'build',
    async closeBundle() {
      await build({
        configFile: false,
        root: import.meta.dirname,
        logLevel: 'error',
        plugins: [react()],
        ssr: { noExternal: true },
        define: { 'process.env.NODE_ENV': '"production"' },
        build: {
          ssr: 'src/render-invite.tsx',
          target: 'node20',
          outDir: 'dist/server',
          minify: true,
          rolldownOptions: {
            output: { format: 'cjs', entryFileNames: '[name].cjs', codeSplitting: false },
          },
        },
      });
    },
  };
}

/** Packs what is built once and well, so that the server need not do it for each answer. */
function packed(): Plugin {
  return {
    name: 'packed',
    apply: 'build',
    // When all is written: before that, other plugins may still change it.
    async writeBundle({ dir = '' }, bundle) {
      for (const [fileName, file] of Object.entries(bundle)) {
        if (!/^assets\/.*\.(js|css|svg)$/.test(fileName)) continue;
        const source = Buffer.from(file.type === 'chunk' ? file.code : file.source);
        if (source.length < SMALL_BYTES) continue;
        const quality = { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } };
        await writeFile(join(dir, `${fileName}.br`), brotliCompressSync(source, quality));
        await writeFile(join(dir, `${fileName}.gz`), gzipSync(source, { level: 9 }));
      }
    },
  };
}
