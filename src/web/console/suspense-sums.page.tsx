import type { VNode } from 'preact';
import type { Fen } from '../../kernel/money';
import { formatAmount } from '../shared/formats';
import type { Language } from '../shared/language';
import { words } from './page';
import { addressOf } from './table.page';

interface SumsProps {
  language: Language;
  listedFen: Fen;
  heldFen: Fen;
}

/** Why the list does not come to what the ledger holds; nothing where it does. */
export function SuspenseSums({ language, listedFen, heldFen }: SumsProps): VNode {
  if (listedFen === heldFen) return <></>;
  const [listed, held, rest] = [listedFen, heldFen, heldFen - listedFen].map(formatAmount);
  const said = words(
    `清单列出等待认领的款项，合计 ${listed}；账上待查收入为 ${held}，相差 ${rest}。不在清单内、但计入账上的有：`,
    `Listed is what waits to be claimed, ${listed}; the ledger holds ${held}, which differs by ${rest}. Not listed, but counted there:`,
  );
  return (
    <p class="note">
      {said[language]}{' '}
      <a href={addressOf('/reports/suspense-lines', { reason: 'refunded_by_channel' })}>
        {words('渠道自行退款', 'what the channel gave back by itself')[language]}
      </a>
      {
        words('，以及正在退回的款项和人工调整。', ', money on its way back, and what persons adjusted. ')[
          language
        ]
      }
      <a href={addressOf('/reports/suspense-ageing', {})}>
        {words('按账龄查看账上全部待查收入', 'All that the ledger holds, by age')[language]}
      </a>
    </p>
  );
}
