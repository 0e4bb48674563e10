// The table of rooms: who may import whom. Data moves one way:
// records → platform → charts → synth → cli; events → lifecycle → fleet → git. Each comment says what to do instead.
const rooms = {
  yaml: { may: [], instead: 'yaml/ is text in, value out: pass it plain values' },
  files: { may: [], instead: 'files/ knows paths and bytes only: pass it a file set' },
  records: {
    may: ['yaml'],
    instead: 'records/ knows one tenant: what needs the platform belongs into platform/',
  },
  platform: {
    may: ['records', 'yaml'],
    instead: 'platform/ decides values: what renders them belongs into charts/',
  },
  capacity: {
    may: ['records', 'platform', 'synth'],
    instead: 'capacity/ measures what is rendered: printing figures is for cli/ and service/',
  },
  charts: {
    may: ['platform', 'records'],
    imports: true,
    instead:
      'charts/ get everything by props, and placeholders in place of a tenant’s words: decide it in platform/resolve',
  },
  synth: {
    may: ['charts', 'platform', 'records', 'files', 'yaml'],
    imports: true,
    instead: 'synth/ is pure from records to file set: reading and writing is for cli/',
  },
  cache: { may: ['records'], instead: 'cache/ knows texts and hashes: where they lie is for cli/' },
  diff: {
    may: ['files', 'yaml'],
    instead:
      'diff/ compares what was rendered: who asks and what follows from it is for cli/, gate/ and service/',
  },
  gate: {
    may: ['capacity', 'diff', 'platform', 'records', 'yaml'],
    instead: 'gate/ judges a comparison: reading it is for cli/ and service/',
  },
  events: {
    may: ['records'],
    instead: 'events/ says what was told: what follows from it is decided in lifecycle/',
  },
  lifecycle: {
    may: ['events', 'platform', 'records'],
    instead: 'lifecycle/ decides and does nothing: pass it a view of the fleet and the time',
  },
  fleet: {
    may: ['records', 'platform', 'files', 'synth', 'diff', 'gate', 'events', 'lifecycle'],
    instead:
      'fleet/ turns events into changes: where the state is from and where changes go is for cli/ and service/',
  },
  http: {
    may: ['events', 'records'],
    instead:
      'http/ reads requests and writes answers: what happens between is a handler that service/ passes in',
  },
  service: {
    may: [
      'yaml',
      'records',
      'platform',
      'files',
      'capacity',
      'fleet',
      'synth',
      'git',
      'dns',
      'events',
      'lifecycle',
      'http',
    ],
    instead: 'service/ joins the rooms: a command is for cli/',
  },
  dns: { may: [], instead: 'dns/ asks and answers: what follows from it is decided in lifecycle/' },
  git: { may: ['files'], instead: 'git/ moves bytes in and out of Git: pass it file changes' },
  cli: {
    may: [
      'yaml',
      'records',
      'platform',
      'files',
      'cache',
      'capacity',
      'synth',
      'diff',
      'gate',
      'git',
      'dns',
      'events',
      'lifecycle',
      'fleet',
      'service',
    ],
    instead: 'a command calls synth/, it never builds objects itself',
  },
};

const roomRules = Object.entries(rooms).map(([room, { may, imports, instead }]) => ({
  name: `room-${room}`,
  comment: instead,
  severity: 'error',
  from: { path: `^src/${room}/` },
  to: {
    path: '^(src|imports|test|bench)/',
    pathNot: [room, ...may].map((r) => `^src/${r}/`).concat(imports ? ['^imports/'] : []),
  },
}));

const onlyIn = (name, packages, folders, comment) => ({
  name,
  comment,
  severity: 'error',
  from: { path: '^(src|imports)/', pathNot: folders.map((f) => `^${f}/`) },
  to: { path: packages },
});

module.exports = {
  forbidden: [
    ...roomRules,
    {
      name: 'unknown-room',
      comment: 'A new folder in src/ needs a row in the table above: say what it may import.',
      severity: 'error',
      from: { path: '^src/', pathNot: `^src/(${Object.keys(rooms).join('|')})/` },
      to: {},
    },
    onlyIn(
      'cdk8s-in-charts',
      'node_modules/(cdk8s|cdk8s-plus-28|constructs)/',
      ['src/charts', 'src/synth', 'imports'],
      'cdk8s stays in charts/, synth/ and imports/: pass rendered files on.',
    ),
    onlyIn(
      'yaml-library',
      'node_modules/yaml/',
      ['src/yaml', 'src/records'],
      'Read, edit and write YAML through src/yaml/.',
    ),
    onlyIn(
      'fastify-in-http',
      'node_modules/(fastify|@fastify|fastify-[^/]+)/',
      ['src/http', 'src/service'],
      'Fastify stays in http/ and service/: a handler gets plain values.',
    ),
    onlyIn(
      'octokit-in-git',
      'node_modules/(@octokit|bottleneck|modern-tar)/',
      ['src/git'],
      'Octokit stays in git/, behind the port.',
    ),
    {
      name: 'no-cycles',
      comment: 'Move what both need into the room that comes first.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'no-unresolvable',
      comment: 'Install it, or correct the path.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true, pathNot: '^@kubernetes-models/' },
    },
    {
      name: 'no-dev-dependency',
      comment: 'What src/ needs at run time is a dependency.',
      severity: 'error',
      from: { path: '^(src|imports)/' },
      to: { dependencyTypes: ['npm-dev'] },
    },
  ],
  options: {
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
  },
};
