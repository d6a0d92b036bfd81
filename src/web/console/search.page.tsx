import type { VNode } from 'preact';
import type { SupportService, SupportView } from '../../console/support.service';
import { nameIn } from '../../kernel/language';
import type { DisputeHold } from '../../refunds/dispute-hold';
import type { DisputeHoldService } from '../../refunds/dispute-hold.service';
import { requirePermission } from '../../staff/authority';
import type { Language } from '../shared/language';
import { actionsOn } from './action';
import { amountColumn, channelColumn, momentColumn } from './columns.page';
import { PostForm, TextField } from './fields.page';
import { ActForm } from './form.page';
import { words } from './page';
import type { ConsolePart, Visit, Words } from './page';
import { ORDER_WORDS, PAYMENT_WORDS, REFUND_WORDS } from './status-words';
import { Amount, DataTable, Facts, Moment } from './table.page';

export interface SearchDeps {
  support: SupportService;
  disputeHolds: DisputeHoldService;
  channelNames: ReadonlyMap<string, Words>;
}

const T = {
  title: words('热线查询', 'Support search'),
  lead: words(
    '查询须填写原因；每次查询都会记入审计日志。',
    'A search needs a reason; each is in the audit log.',
  ),
  number: words(
    '订单号、缴款码、决定书编号、支付号或手机号',
    'Order, pay code, decision or payment number, or telephone',
  ),
  reason: words('查询原因（如工单号）', 'Reason (the work order, say)'),
  search: words('查询', 'Search'),
  nothing: words(
    '没有找到。请核对号码：缴款码 20 位，决定书编号 15 或 16 位；手机号只能找到接入系统登记过的订单。',
    'Nothing was found. Check the number: a pay code has 20 digits, a decision 15 or 16; by telephone only orders are found that were made with one.',
  ),
  held: words('已设置争议冻结：该订单的退款暂停。', 'There is a dispute hold: refunds of this order wait.'),
};

/** The hotline's page: a number and a reason, and what may be told of the order. */
export function searchPart({ support, disputeHolds, channelNames }: SearchDeps): ConsolePart {
  const searched = async (visit: Visit) => {
    const { number = '', reason = '' } = visit.fields;
    const found = await support.search(visit.actor, number, reason);
    return bodyOf(visit.language, { found, channelNames, number, reason });
  };
  const show = async ({ actor, language, query }: Visit) => {
    requirePermission(actor, 'orders.search');
    const order = query.order ?? null;
    const hold = order === null ? null : await disputeHolds.findHold(actor, order);
    const done = order === null || query.done === undefined ? null : doneWords(query.done, order, hold);
    return bodyOf(language, { found: null, channelNames, number: '', reason: '', done });
  };
  return {
    // What is looked for, and why, stands in no address.
    pages: [{ path: '/search', show, answer: searched }],
    actions: [
      doing('hold')(({ actor, fields }, id) => disputeHolds.placeHold(actor, id, fields.reason ?? '')),
      doing('release')(({ actor }, id) => disputeHolds.releaseHold(actor, id)),
    ],
  };
}

/** What is done about an order leads back here, where it is said that it was done. */
const doing = (name: 'hold' | 'release') => (run: (visit: Visit, id: string) => Promise<unknown>) =>
  actionsOn('/search', (id) => `/search?${new URLSearchParams({ done: name, order: id }).toString()}`)(
    name,
    run,
  );

/** What was done, where the order still stands as it left it; null: it does not, or nothing was. */
function doneWords(done: string, order: string, hold: DisputeHold | null): Words | null {
  if (done === 'hold' && hold)
    return words(
      `已对订单 ${order} 设置争议冻结（${hold.placedByName}：${hold.reason}）。该订单的退款暂停，直至解除。`,
      `There is a dispute hold on the order ${order} now (${hold.placedByName}: ${hold.reason}). Its refunds wait until it is released.`,
    );
  if (done === 'release' && !hold)
    return words(
      `已解除订单 ${order} 的争议冻结，该订单的退款可以继续。`,
      `The dispute hold on the order ${order} is released. Its refunds go on.`,
    );
  return null;
}

interface Searched {
  found: readonly SupportView[] | null;
  channelNames: ReadonlyMap<string, Words>;
  number: string;
  reason: string;
  done?: Words | null;
}

function bodyOf(language: Language, { found, channelNames, number, reason, done = null }: Searched) {
  return {
    title: T.title[language],
    body: (
      <>
        <h1>{T.title[language]}</h1>
        {done && (
          <p class="note" role="status">
            {done[language]}
          </p>
        )}
        <p>{T.lead[language]}</p>
        <SearchForm language={language} number={number} reason={reason} />
        {found?.length === 0 && <p role="status">{T.nothing[language]}</p>}
        {found?.map((view) => (
          <Found language={language} view={view} channelNames={channelNames} key={view.id} />
        ))}
      </>
    ),
  };
}

function SearchForm({
  language,
  number,
  reason,
}: {
  language: Language;
  number: string;
  reason: string;
}): VNode {
  const title = T.title[language];
  return (
    <PostForm action="/console/search" class="filter" role="search" aria-label={title}>
      <TextField id="number" name="number" label={T.number[language]} value={number} {...SEARCHED} />
      <TextField id="reason" name="reason" label={T.reason[language]} value={reason} {...SEARCHED} />
      <p class="buttons">
        <button class="primary">{T.search[language]}</button>
      </p>
    </PostForm>
  );
}

const SEARCHED = { required: true, maxLength: 200, autocomplete: 'off' } as const;

interface FoundProps {
  language: Language;
  view: SupportView;
  channelNames: ReadonlyMap<string, Words>;
}

const itemsText = ({ items }: SupportView, language: Language): string =>
  items.map(({ name }) => nameIn(language, name)).join(language === 'en' ? ', ' : '、');

function Found({ language, view, channelNames }: FoundProps): VNode {
  const { id, hold } = view;
  return (
    <section class="card">
      <h2>{`${words('订单', 'Order')[language]} ${id}`}</h2>
      {hold && <p class="note">{`${T.held[language]} ${hold.placedByName}：${hold.reason}`}</p>}
      <Facts
        language={language}
        facts={[
          [words('状态', 'Status'), ORDER_WORDS[view.status][language]],
          [words('金额', 'Amount'), <Amount fen={view.amountFen} />],
          [words('缴款码', 'Pay code'), view.payCode],
          [words('缴款人', 'Payer'), view.payerName],
          [words('手机', 'Telephone'), view.payerPhone],
          [words('事项', 'For'), itemsText(view, language)],
          [words('创建时间', 'Created'), <Moment at={view.createdAt} />],
          [words('支付时间', 'Paid'), <Moment at={view.paidAt} />],
        ]}
      />
      <Money language={language} view={view} channelNames={channelNames} />
      <Hold language={language} view={view} />
    </section>
  );
}

function Money({ language, view, channelNames }: FoundProps): VNode {
  return (
    <>
      <DataTable
        language={language}
        caption={words('支付', 'Payments')}
        columns={[
          channelColumn(language, channelNames),
          { name: words('状态', 'Status'), cell: ({ status }) => PAYMENT_WORDS[status][language] },
          amountColumn(),
          momentColumn(words('到账时间', 'Paid'), 'paidAt'),
        ]}
        rows={view.payments}
        empty={words('没有支付记录。', 'There is no payment.')}
      />
      <DataTable
        language={language}
        caption={words('退款', 'Refunds')}
        columns={[
          { name: words('退款号', 'Refund'), cell: ({ id: refund }) => refund },
          { name: words('状态', 'Status'), cell: ({ status }) => REFUND_WORDS[status][language] },
          amountColumn(),
          momentColumn(words('申请时间', 'Asked for'), 'createdAt'),
        ]}
        rows={view.refunds}
        empty={words('没有退款。', 'There is no refund.')}
      />
    </>
  );
}

function Hold({ language, view: { id, hold } }: Pick<FoundProps, 'language' | 'view'>): VNode {
  return (
    <div class="decide">
      {hold ? (
        <ActForm
          language={language}
          action={`/console/search/${id}/release`}
          name={words('解除争议冻结', 'Release the hold')}
        />
      ) : (
        <ActForm
          language={language}
          action={`/console/search/${id}/hold`}
          name={words('设置争议冻结', 'Place a dispute hold')}
          field={{ name: 'reason', label: words('争议原因', 'What is disputed') }}
        />
      )}
    </div>
  );
}
