import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import react from '@vitejs/plugin-react';
import { build, defineConfig, type Plugin } from 'vite';

/** The Gatehouse that `npm run dev` asks. */
const SERVER = process.env.GATEHOUSE_URL ?? 'http://localhost:8080';

/** Too small to gain anything by packing. */
const SMALL_BYTES = 1024;

const ENTRIES = { console: 'index.html', invite: 'invite.html' };
const ENTRY = /[\\/]((invite|index)\.html|src[\\/](invite|main)\.tsx)/;
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
      input: ENTRIES,
      output: { codeSplitting: { groups: command === 'build' ? await fewFiles() : [] } },
    },
  },
  server: {
    proxy: { '/api': { target: SERVER, ws: true }, '/manifest.webmanifest': SERVER },
  },
}));

/**
 * Few files: cut along what each page shares with which, there would be dozens, each of which a browser has to ask for
 * and to link. The page behind a link begins with two, what it shares with the console and what is its own; the console
 * with the first of them and one of its own. A page of the console is one more, beside what several of them share.
 */
async function fewFiles() {
  const built = await build({
    configFile: false,
    root: import.meta.dirname,
    logLevel: 'error',
    plugins: [react()],
    build: { target: 'es2023', write: false, rolldownOptions: { input: ENTRIES } },
  });
  if (!('output' in built)) throw new Error('The pages were not built for a look at them.');
  const chunks = built.output.filter((file) => file.type === 'chunk');
  /** The modules of a page that it begins with, or all that it can ever come to. */
  const modulesOf = (page: keyof typeof ENTRIES, reach: 'first' | 'ever'): ReadonlySet<string> => {
    // What is added to a set is come to as well.
    const taken = new Set(chunks.filter(({ isEntry, name }) => isEntry && name === page));
    for (const { imports, dynamicImports } of taken) {
      const next = reach === 'first' ? imports : [...imports, ...dynamicImports];
      for (const chunk of chunks) if (next.includes(chunk.fileName)) taken.add(chunk);
    }
    return new Set([...taken].flatMap(({ moduleIds }) => moduleIds));
  };
  const [invite, inviteEver] = [modulesOf('invite', 'first'), modulesOf('invite', 'ever')];
  const frame = modulesOf('console', 'first');
  // The console takes what is shared, and must not run what is the page's own.
  const isOwn = (id: string): boolean => invite.has(id) && JOIN_PAGE.test(id);
  const isEntry = (id: string): boolean => ENTRY.test(id);
  return [
    { name: 'front-door', test: (id: string) => invite.has(id) && !isOwn(id) },
    { name: 'join-page', test: (id: string) => isOwn(id) && !isEntry(id) },
    // But for what the page behind a link says, which takes it by itself.
    { name: 'texts-en', test: /(locales[\\/]en[\\/](?!common|join)|all-en)/ },
    { name: 'texts-de', test: /(locales[\\/]de[\\/](?!common|join)|all-de)/ },
    { name: 'console-frame', test: (id: string) => frame.has(id) && !isEntry(id) },
    { name: 'console-parts', minShareCount: 2, test: (id: string) => !inviteEver.has(id) },
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
