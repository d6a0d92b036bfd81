import { violationsIn, violationsOfPlanted } from './support/layers';
import { repositoryRoot } from './support/source-files';

const use = (target: string) => `import * as it from '${target}';\nexport const used = it;\n`;
const useType = (target: string, name: string) =>
  `import type { ${name} } from '${target}';\nexport type Used = ${name};\n`;
const nothing = 'export const value = 1;\n';

/** What there is to import. Nothing in here breaks a rule. */
const house = {
  'src/kernel/money.ts': 'export type Fen = bigint;\n',
  'src/compose.ts': nothing,
  'src/main.ts': use('./compose'),
  'src/config/config.ts': nothing,
  'src/db/client.ts': use('@prisma/client/runtime/client'),
  'src/queue/queue.ts': use('bullmq'),
  'src/providers/provider.ts': useType('../kernel/money', 'Fen'),
  'src/providers/north/north.provider.ts': use('../provider'),
  'src/providers/south/south.provider.ts': nothing,
  'src/providers/index.ts': use('./north/north.provider'),
  'src/orders/order.ts': useType('../kernel/money', 'Fen'),
  'src/orders/order.store.ts': use('@prisma/client/runtime/client').replace(
    'used = it',
    'used = it;\nexport class OrderStore {}',
  ),
  'src/orders/order.service.ts': useType('./order.store', 'OrderStore'),
  'src/orders/order.routes.ts': use('./order.service'),
  'src/sandbox/main.ts': useType('../kernel/money', 'Fen'),
  'src/dev/demo.ts': use('../compose'),
  'workers/all.worker.ts': use('../src/compose'),
};

/** One forbidden import per line: the file, what it imports, the rule that must say no. */
const planted: [file: string, target: string, rule: string][] = [
  ['src/kernel/a.ts', '../orders/order', 'kernel-imports-nothing-of-ours'],
  ['src/orders/b.ts', './order.store', 'domain-imports-kernel-and-domain-only'],
  ['src/orders/c.ts', '../config/config', 'domain-imports-kernel-and-domain-only'],
  ['src/orders/d.ts', 'zod', 'domain-takes-no-package'],
  ['src/orders/e.ts', 'node:fs', 'domain-does-no-io'],
  ['src/orders/f.errors.ts', './order.service', 'errors-know-the-kernel-only'],
  ['src/orders/g.schema.ts', './order.service', 'schemas-describe-shapes-only'],
  ['src/orders/h.service.ts', '@prisma/client/runtime/client', 'services-never-see-a-library-of-the-edge'],
  ['src/orders/i.service.ts', 'express', 'services-never-see-a-library-of-the-edge'],
  ['src/orders/j.jobs.ts', 'bullmq', 'services-never-see-a-library-of-the-edge'],
  ['src/orders/k.jobs.ts', 'ioredis', 'services-never-see-a-library-of-the-edge'],
  ['src/orders/l.service.ts', '../providers/north/north.provider', 'services-never-see-a-provider-folder'],
  ['src/orders/m.service.ts', './order.store', 'services-name-stores-as-types'],
  ['src/orders/n.service.ts', './order.routes', 'services-stay-below-the-edge'],
  ['src/orders/o.store.ts', './order.service', 'stores-stay-at-the-bottom'],
  ['src/orders/p.routes.ts', './order.store', 'routes-pages-and-jobs-call-services'],
  ['src/orders/q.jobs.ts', './order.store', 'routes-pages-and-jobs-call-services'],
  ['src/web/cashier/r.page.tsx', '../../orders/order.store', 'routes-pages-and-jobs-call-services'],
  ['src/http/s.ts', '@prisma/client/runtime/client', 'prisma-in-stores-and-db-only'],
  ['src/http/t.ts', 'ioredis', 'queue-libraries-in-queue-only'],
  ['src/http/u.ts', 'pg', 'postgres-driver-in-db-and-queue-only'],
  ['src/sandbox/v.ts', 'alipay-sdk', 'channel-sdks-in-their-folder-only'],
  ['src/http/w.ts', 'fast-check', 'production-needs-no-development-package'],
  ['src/http/x.ts', 'acorn', 'packages-are-declared'],
  ['src/providers/north/y.ts', '../south/south.provider', 'a-provider-knows-the-port-the-kernel-and-itself'],
  ['src/providers/north/z.ts', '../../orders/order', 'a-provider-knows-the-port-the-kernel-and-itself'],
  ['src/providers/zz.ts', '../orders/order', 'the-port-knows-the-kernel-only'],
  ['src/http/aa.ts', '../providers/north/north.provider', 'only-the-list-imports-a-provider-folder'],
  ['src/sandbox/ab.ts', '../orders/order', 'sandbox-shares-the-kernel-only'],
  ['src/http/ac.ts', '../sandbox/main', 'nothing-depends-on-the-sandbox'],
  ['workers/ad.worker.ts', '../src/orders/order.service', 'workers-import-compose-config-and-queue'],
  ['src/http/ae.ts', '../compose', 'only-entries-import-compose'],
  ['src/http/af.ts', '../main', 'nothing-imports-an-entry'],
  ['src/http/ag.ts', './ag', 'no-cycles'],
  ['src/http/ah.ts', './nowhere', 'imports-resolve'],
];

describe('who may import whom', () => {
  test('every import in the house is allowed', () => {
    const { violations, files } = violationsIn(repositoryRoot);
    expect(violations).toEqual([]);
    expect(files).toBeGreaterThan(0);
  });

  describe('an import that the design forbids is found', () => {
    const files = Object.fromEntries(planted.map(([file, target]) => [file, use(target)]));
    const found = violationsOfPlanted({ ...house, ...files });

    test.each(planted)('%s may not import %s (%s)', (file, _target, rule) => {
      expect(found.filter(({ from }) => from === file).map((violation) => violation.rule)).toContain(rule);
    });

    test('and an import that the design allows is not', () => {
      expect(found.filter(({ from }) => from in house)).toEqual([]);
    });
  });
});
