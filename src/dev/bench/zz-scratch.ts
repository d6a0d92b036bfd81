import { readFileSync } from 'node:fs';
import path from 'node:path';
import { openWorkbench, withClient } from './workbench';
import { dayBefore, insertBookedPayments } from './books';
import { startBillServer } from './statement/bill-server';
const main = async () => {
  const bench = await openWorkbench((l) => console.log(l));
  try {
    const server = await startBillServer(bench.keys);
    const rowCount = Number(process.argv[2] ?? 20000);
    const businessDay = dayBefore(new Date());
    const file = path.join(bench.scratchDir, 'b.csv.gz');
    const bill = await bench.runTask<{ sha1: string }>('src/dev/bench/statement/bill.process.ts', {
      count: rowCount,
      businessDay,
      appId: bench.keys.identity.wechatAppId,
      mchId: bench.keys.identity.wechatMchId,
      file,
    });
    server.offer(file, bill.sha1);
    const databaseUrl = await bench.createDatabase();
    await insertBookedPayments(databaseUrl, rowCount, businessDay);
    const name = new URL(databaseUrl).pathname.slice(1);
    await withClient(databaseUrl, async (c) => {
      await c.query(`alter database ${name} set session_preload_libraries='auto_explain'`);
      await c.query(`alter database ${name} set auto_explain.log_min_duration='300ms'`);
      await c.query(`alter database ${name} set auto_explain.log_analyze=on`);
      await c.query(`alter database ${name} set log_min_duration_statement='20ms'`);
    });
    const r = await bench.runTask<object>(
      'src/dev/bench/statement/reconcile.process.ts',
      { businessDay },
      {
        ...bench.environmentOf({ databaseUrl, redisUrl: null, port: 0, channelUrl: server.url }),
        NODE_OPTIONS: process.env.CHILD_OPTS ?? '',
      },
    );
    console.log(r);
    for (const f of require('node:fs').readdirSync(path.join(bench.scratchDir, 'logs')))
      if (f.includes('reconcile')) console.log(readFileSync(path.join(bench.scratchDir, 'logs', f), 'utf8'));
    require('node:fs').writeFileSync(
      '/tmp/tfb/pg.log',
      readFileSync(path.join(bench.scratchDir, 'postgres', 'postgres.log')),
    );
    await server.close();
  } finally {
    await bench.close();
  }
};
void main();
