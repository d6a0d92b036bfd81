// Who may import whom: "The house" of the design as rules.
// Run: depcruise --config .config/dependency-cruiser.cjs src workers prisma test
// @ts-check
const path = require('node:path');

/** Everything in the repository that is ours, as opposed to npm packages and Node's own modules. */
const OURS = '^(src|workers|prisma|test)/';

/** Folders of src that are not a feature. */
const HOUSE = 'kernel|config|db|queue|http|providers|sandbox|web|dev|cli';
const FEATURE = `^src/(?!(?:${HOUSE})/)[^/]+/`;

/** A file without a role in its name: payments/payment.ts. The provider port is one too: words without I/O. */
const DOMAIN = [`${FEATURE}[^/.]+\\.ts$`, '^src/providers/(provider|channel|fund-flow)\\.ts$'];
const ERRORS = `${FEATURE}[^/]+\\.errors\\.ts$`;
const role = (/** @type {string} */ ...names) => `^src/.+\\.(${names.join('|')})\\.tsx?$`;

/** A package by name, as it reads when resolved, as a type package, or when it cannot be resolved. */
const npm = (/** @type {string} */ names) => [`node_modules/(@types/)?(${names})/`, `^(${names})(/|$)`];
const PRISMA = ['node_modules/@prisma/', '^@prisma/', '^src/db/generated/'];
const QUEUE_LIBRARIES = npm('bullmq|ioredis');
const POSTGRES_DRIVER = npm('pg|pg-pool|pg-query-stream|pg-copy-streams|pg-cursor');
const EXPRESS = npm('express|express-serve-static-core');
/** Channels publish their libraries under a name with "pay" in it; no channel needs to be named here. */
const CHANNEL_SDKS = ['node_modules/[^/]*pay[^/]*/', '^[^/.]*pay[^/]*$'];
const PROVIDER_FOLDER = '^src/providers/[^/]+/';

/**
 * @typedef {import('dependency-cruiser').IForbiddenRuleType} Rule
 * @type {(name: string, comment: string, from: Rule['from'], to: Rule['to']) => Rule}
 */
const refuse = (name, comment, from, to) =>
  /** @type {Rule} */ ({ name, comment, severity: 'error', from, to });

const pureCore = [
  refuse(
    'kernel-imports-nothing-of-ours',
    'The kernel is what everything stands on.',
    { path: '^src/kernel/' },
    { path: OURS, pathNot: '^src/kernel/' },
  ),
  refuse(
    'domain-imports-kernel-and-domain-only',
    'A domain file decides; it knows no store, no service, no edge.',
    { path: DOMAIN },
    { path: OURS, pathNot: ['^src/kernel/', ERRORS, ...DOMAIN] },
  ),
  refuse(
    'domain-takes-no-package',
    'Only calendar arithmetic comes from outside (temporal-polyfill).',
    { path: DOMAIN },
    { path: 'node_modules/', pathNot: 'node_modules/temporal-(polyfill|spec)/' },
  ),
  refuse(
    'domain-does-no-io',
    'Of Node itself a domain file may take digests (node:crypto), nothing that reads or writes.',
    { path: DOMAIN },
    { dependencyTypes: ['core'], pathNot: '^(node:)?crypto$' },
  ),
  refuse(
    'errors-know-the-kernel-only',
    'Errors are named once per feature and imported from everywhere.',
    { path: ERRORS },
    { path: OURS, pathNot: ['^src/kernel/', ...DOMAIN] },
  ),
  refuse(
    'schemas-describe-shapes-only',
    'A schema says what comes in and what goes out; it does nothing.',
    { path: role('schema') },
    {
      path: [
        role('store', 'service', 'jobs', 'routes', 'worker', 'page'),
        '^src/(db|queue|web)/',
        ...EXPRESS,
      ],
    },
  ),
];

const features = [
  refuse(
    'services-never-see-a-library-of-the-edge',
    'Services and jobs read like the story; Prisma, Express, BullMQ and ioredis are behind ports.',
    { path: role('service', 'jobs') },
    { path: [...PRISMA, ...EXPRESS, ...QUEUE_LIBRARIES, ...POSTGRES_DRIVER] },
  ),
  refuse(
    'services-never-see-a-provider-folder',
    'A service knows the port and the profile, never which channel it is.',
    { path: role('service', 'jobs') },
    { path: [PROVIDER_FOLDER, ...CHANNEL_SDKS] },
  ),
  refuse(
    'services-name-stores-as-types',
    'A store is handed to a service by transact; it does not construct one.',
    { path: role('service') },
    { path: [role('store'), '^src/db/'], dependencyTypesNot: ['type-only'] },
  ),
  refuse(
    'services-stay-below-the-edge',
    'Routes and jobs call services, not the other way round.',
    { path: role('service') },
    { path: [role('routes', 'jobs', 'page', 'worker'), '^src/(http|web)/'] },
  ),
  refuse(
    'stores-stay-at-the-bottom',
    'A store knows the database and the domain.',
    { path: role('store') },
    { path: [role('service', 'jobs', 'routes', 'page', 'worker'), '^src/(queue|web)/', ...EXPRESS] },
  ),
  refuse(
    'routes-pages-and-jobs-call-services',
    'They never reach past a service to a store or the database.',
    { path: [role('routes', 'jobs', 'page'), '^src/web/'] },
    { path: [role('store'), '^src/db/'] },
  ),
];

const libraries = [
  refuse(
    'prisma-in-stores-and-db-only',
    'Prisma and SQL live in *.store.ts and src/db.',
    { path: OURS, pathNot: [role('store'), '^src/(db|dev)/', '^prisma/', '^test/support/'] },
    { path: PRISMA },
  ),
  refuse(
    'queue-libraries-in-queue-only',
    'BullMQ and ioredis live behind src/queue.',
    { path: OURS, pathNot: ['^src/queue/', '^test/'] },
    { path: QUEUE_LIBRARIES },
  ),
  refuse(
    'postgres-driver-in-db-and-queue-only',
    'A connection is opened by src/db or src/queue.',
    { path: OURS, pathNot: ['^src/(db|queue|dev)/', '^test/'] },
    { path: POSTGRES_DRIVER },
  ),
  refuse(
    'channel-sdks-in-their-folder-only',
    'A channel is spoken to from its own folder; the sandbox is the other side of the wire.',
    { path: OURS, pathNot: [PROVIDER_FOLDER, '^src/dev/', '^test/'] },
    { path: CHANNEL_SDKS },
  ),
  refuse(
    'production-needs-no-development-package',
    'What runs in production is in "dependencies".',
    { path: '^(src|workers|prisma)/', pathNot: '^src/(dev|sandbox)/' },
    { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
  ),
  refuse(
    'packages-are-declared',
    'Every package that is imported is in package.json.',
    { path: OURS },
    { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] },
  ),
];

const providers = [
  refuse(
    'a-provider-knows-the-port-the-kernel-and-itself',
    'So that a channel can be added or removed as one folder.',
    { path: '^src/providers/([^/]+)/' },
    {
      path: OURS,
      pathNot: ['^src/providers/(?!index\\.)[^/]+\\.ts$', '^src/kernel/', '^src/providers/$1/'],
    },
  ),
  refuse(
    'the-port-knows-the-kernel-only',
    'What the channels share stands beside their folders and knows no feature.',
    { path: '^src/providers/[^/]+\\.ts$' },
    { path: OURS, pathNot: ['^src/kernel/', '^src/providers/'] },
  ),
  refuse(
    'only-the-list-imports-a-provider-folder',
    'src/providers/index.ts is the one place where a channel is named.',
    { path: OURS, pathNot: [PROVIDER_FOLDER, '^src/providers/index\\.ts$', '^test/'] },
    { path: PROVIDER_FOLDER },
  ),
];

const sandbox = [
  refuse(
    'sandbox-shares-the-kernel-only',
    'A mistake shared by both sides of the wire would cancel itself out.',
    { path: '^src/sandbox/' },
    { path: OURS, pathNot: ['^src/sandbox/', '^src/kernel/'] },
  ),
  refuse(
    'nothing-depends-on-the-sandbox',
    'Any channel address may point to a server that is not ours.',
    { path: OURS, pathNot: ['^src/(sandbox|dev)/', '^test/'] },
    { path: '^src/sandbox/' },
  ),
];

const entries = [
  refuse(
    'workers-import-compose-config-and-queue',
    'A worker entry is a few lines: read the configuration, compose, run the queue.',
    { path: '^workers/' },
    { path: OURS, pathNot: ['^src/compose\\.ts$', '^src/(config|queue)/', '^workers/'] },
  ),
  refuse(
    'only-entries-import-compose',
    'compose.ts wires; whoever imports it is a process.',
    {
      path: OURS,
      pathNot: ['^src/main\\.ts$', '^workers/', '^src/(dev|cli)/', '^prisma/seed\\.ts$', '^test/'],
    },
    { path: '^src/compose\\.ts$' },
  ),
  refuse(
    'only-compose-wires',
    'use-cases.ts and site.ts are the halves of compose.ts.',
    { path: OURS, pathNot: ['^src/(compose|site)\\.ts$', '^test/support/'] },
    { path: '^src/(use-cases|site)\\.ts$' },
  ),
  refuse(
    'nothing-imports-an-entry',
    'Processes and tests are leaves: the rest does not know them.',
    { path: '^src/', pathNot: '^src/(dev|cli)/' },
    { path: ['^src/main\\.ts$', '^src/(dev|cli)/', '^(workers|test)/'] },
  ),
];

const everywhere = [
  refuse('no-cycles', 'Two files that need each other are one file or need a third.', {}, { circular: true }),
  refuse('imports-resolve', 'An import that leads nowhere.', {}, { couldNotResolve: true }),
];

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [...pureCore, ...features, ...libraries, ...providers, ...sandbox, ...entries, ...everywhere],
  options: {
    doNotFollow: { path: ['node_modules', '^src/db/generated/'] },
    exclude: { path: ['^dist/'] },
    tsConfig: { fileName: path.join(__dirname, '..', 'tsconfig.json') },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
  },
};
