import { to } from 'pg-copy-streams';
import { withClient } from '../workbench';
import { runTask } from '../task';
import type { CopyResult, CopyTask } from './passes';

/** The same rows, written by the server itself. */
runTask(async ({ databaseUrl, businessDay }: CopyTask): Promise<CopyResult> => {
  const startedAt = performance.now();
  let bytes = 0;
  await withClient(databaseUrl, async (client) => {
    const stream = client.query(
      to(`copy (select t.business_day, t.channel, t.transaction_id, t.out_trade_no, p.order_id, o.external_ref,
          t.occurred_at, t.amount_fen / 100.0, t.disposition, t.reason, j.business_day
        from channel_transaction t join payment p on p.id = t.out_trade_no join orders o on o.id = p.order_id
        left join journal j on j.source = t.channel || ':payment:' || t.transaction_id
        where t.kind = 'payment' and t.business_day = '${businessDay}'
        order by t.business_day desc, t.channel desc, t.transaction_id desc) to stdout (format csv, header)`),
    );
    for await (const chunk of stream) bytes += (chunk as Buffer).length;
  });
  return { bytes, seconds: (performance.now() - startedAt) / 1000 };
});
