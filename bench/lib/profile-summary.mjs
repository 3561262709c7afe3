const SHOWN = 20;

/** Whose code it is, by its file; the first that fits. */
const PARTS = [
  ['SQLite', /better-sqlite3|sqlite-statements\.js/],
  ['event store', /src\/event-store\//],
  ['deciders, commands, projections', /src\/(invites|members|roles|server|identity|audit)\//],
  ['gateway', /src\/gateway\/|engine\.io|socket\.io|\/ws\//],
  ['the rest of Gatehouse', /\/dist\/src\//],
  ['Nest', /@nestjs\/|rxjs|reflect-metadata/],
  ['Fastify', /fastify|find-my-way|avvio/],
  ['Node: HTTP and sockets', /node:(_http|net|internal\/(streams|http|net|stream_base))/],
  ['Node: crypto', /node:internal\/crypto/],
  ['other libraries', /node_modules/],
];

/**
 * What a CPU profile says: whose code took the time, and the functions that took the most, alone and with all
 * that they called. Times of native functions are their callers'.
 */
export function summarise(profile) {
  const nodes = new Map(profile.nodes.map((node) => [node.id, { ...node, self: 0 }]));
  profile.samples.forEach((id, index) => (nodes.get(id).self += profile.timeDeltas[index]));
  const self = new Map();
  const inclusive = new Map();
  const parts = new Map();
  const root = nodes.get(profile.nodes[0].id);
  visit(root, [], nodes, { self, inclusive });
  addParts(root, 'Node: event loop', nodes, parts);
  const idle = self.get('(idle)') ?? 0;
  const busy = [...self.values()].reduce((sum, time) => sum + time, 0) - idle;
  return [
    `  busy ${Math.round(busy / 1000)} ms, idle ${Math.round(idle / 1000)} ms`,
    ...top('whose code', parts, busy),
    ...top('self', self, busy),
    ...top('with all it called', inclusive, busy),
  ].join('\n');
}

/** Adds up the times below a node. A function that calls itself is counted once. */
function visit(node, callers, nodes, { self, inclusive }) {
  const name = nameOf(node.callFrame);
  let total = node.self;
  for (const id of node.children ?? []) {
    total += visit(nodes.get(id), [...callers, name], nodes, { self, inclusive });
  }
  add(self, name, node.self);
  if (!callers.includes(name)) add(inclusive, name, total);
  return total;
}

function addParts(node, callers, nodes, parts) {
  const part = partOf(node.callFrame) ?? callers;
  add(parts, part, node.self);
  for (const id of node.children ?? []) addParts(nodes.get(id), part, nodes, parts);
}

/** `undefined` for what has no file. */
function partOf({ functionName, url }) {
  if (functionName === '(garbage collector)') return 'garbage collection';
  if (functionName.startsWith('(')) return functionName;
  if (url === '') return undefined;
  return PARTS.find(([, files]) => files.test(url))?.[0] ?? 'Node: the rest';
}

function add(times, name, time) {
  times.set(name, (times.get(name) ?? 0) + time);
}

function nameOf({ functionName, url, lineNumber }) {
  if (functionName.startsWith('(')) return functionName;
  const file = url.replace(/^.*\/node_modules\//, '').replace(/^.*\/dist\//, '');
  return `${functionName || '(anonymous)'} ${file}:${lineNumber + 1}`;
}

function top(title, times, busy) {
  const ranked = [...times].filter(([name]) => name !== '(idle)' && name !== '(root)');
  ranked.sort(([, a], [, b]) => b - a);
  return [
    `  ${title}:`,
    ...ranked.slice(0, SHOWN).map(([name, time]) => {
      const percent = ((100 * time) / busy).toFixed(1).padStart(5);
      return `  ${percent} % ${String(Math.round(time / 1000)).padStart(6)} ms  ${name}`;
    }),
  ];
}
