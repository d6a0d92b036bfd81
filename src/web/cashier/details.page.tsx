import type { ComponentChildren, VNode } from 'preact';
import { nameOfAffair } from '../../affairs/affair';
import { thawQuote } from '../../fines/frozen-quote';
import { termsOf } from '../../fines/quote';
import { formatBeijing, formatBeijingLocal } from '../../kernel/business-day';
import { nameIn } from '../../kernel/language';
import type { OrderItem } from '../../orders/order';
import { maskName } from '../../kernel/mask';
import { formatAmount, formatDay } from '../shared/formats';
import { agenciesOf } from './cashier';
import { channelName } from './parts.page';
import type { CashierProps } from './parts.page';
import { QuoteProof } from './proof.page';

/** What is paid, to whom, and the numbers to ask with. */
export function OrderDetails(props: CashierProps): VNode {
  const { frame, view, texts, names } = props;
  const { order } = view;
  const agencies = agenciesOf(order, names).map((agency) => nameIn(frame.language, agency));
  return (
    <section class="card" aria-labelledby="details">
      <h2 id="details">{texts.details}</h2>
      <ul class="items">
        {order.items.map((item) => (
          <Item {...props} item={item} agency={agencies.length > 1} key={item.line} />
        ))}
      </ul>
      {order.items.length > 1 && (
        <p class="total">
          <span>{texts.total}</span> <span>{formatAmount(order.amountFen)}</span>
        </p>
      )}
      <dl>
        {agencies.length === 1 && <Fact name={texts.payee}>{agencies[0]}</Fact>}
        {order.payerName !== null && <Fact name={texts.payer}>{maskName(order.payerName)}</Fact>}
        {order.payCode !== null && (
          <Fact name={texts.payCode} isNumber>
            {inGroups(order.payCode)}
          </Fact>
        )}
        <Fact name={texts.orderNo} isNumber>
          {order.id}
        </Fact>
        <Fact name={texts.externalRef} isNumber>
          {order.externalRef}
        </Fact>
        <PaymentFacts {...props} />
      </dl>
    </section>
  );
}

/** `agency`: whether each item says for whom it is, since there are several. */
function Item(props: CashierProps & { item: OrderItem; agency: boolean }): VNode {
  const { frame, texts, names, item } = props;
  const agency = names.agencies.get(item.agencyCode);
  return (
    <li>
      <div>
        <bdi>{nameIn(frame.language, nameOfAffair(item, names))}</bdi>
        {item.quantity > 1 && <p class="quiet">{texts.times(item.quantity, formatAmount(item.unitFen))}</p>}
        {item.decisionNo !== null && (
          <p class="quiet">
            {texts.decisionNo} <span class="number">{item.decisionNo}</span>
          </p>
        )}
        {props.agency && agency && <p class="quiet">{nameIn(frame.language, agency)}</p>}
        <FineTerms {...props} />
      </div>
      <span class="money">{formatAmount(item.amountFen)}</span>
    </li>
  );
}

/** By when a known decision is to be paid; of a late one, what the amount consists of. */
function FineTerms(props: CashierProps & { item: OrderItem }): VNode | null {
  const { frame, texts, item } = props;
  if (item.quote === null) return null;
  const quote = thawQuote(item.quote);
  const { plan } = quote.input.decision;
  const { dueOn, countedDays, isCapped } = termsOf(quote);
  return (
    <>
      {plan && <p class="quiet">{texts.instalments(quote.paidParts, plan.parts.length)}</p>}
      <p class="quiet">{texts.dueOn(formatDay(dueOn, frame.language))}</p>
      {quote.surchargeFen > 0n && (
        <>
          <p class="quiet">
            {texts.principal} <span class="number">{formatAmount(quote.principalFen)}</span>
          </p>
          <p class="quiet">
            {texts.surcharge(countedDays, isCapped)}{' '}
            <span class="number">{formatAmount(quote.surchargeFen)}</span>
          </p>
        </>
      )}
      {quote.receivedFen > 0n && (
        <p class="quiet">
          {texts.received} <span class="number">{formatAmount(quote.receivedFen)}</span>
        </p>
      )}
      <QuoteProof {...props} quote={quote} />
    </>
  );
}

/** Once paid: how, when, and the number under which the payer's wallet knows it. */
function PaymentFacts(props: CashierProps): VNode | null {
  const { view, texts } = props;
  const { payment, order } = view;
  if (payment?.disposition !== 'settled' || order.paidAt === null) return null;
  return (
    <>
      <Fact name={texts.paidWith}>{channelName(props)}</Fact>
      <Fact name={texts.paidAt}>
        <time dateTime={formatBeijing(order.paidAt)}>{formatBeijingLocal(order.paidAt)}</time>
        {texts.beijingTime}
      </Fact>
      {payment.transactionId !== null && (
        <Fact name={texts.transactionNo} isNumber>
          {payment.transactionId}
        </Fact>
      )}
    </>
  );
}

interface FactProps {
  name: string;
  isNumber?: boolean;
  children: ComponentChildren;
}

/** Foreign text is set apart, so that its direction does not spill over. */
function Fact({ name, isNumber, children }: FactProps): VNode {
  return (
    <div>
      <dt>{name}</dt>
      <dd class={isNumber ? 'number' : undefined}>
        <bdi>{children}</bdi>
      </dd>
    </div>
  );
}

/** Twenty digits are read out four by four. */
function inGroups(digits: string): string {
  return digits.replace(/(\d{4})(?=\d)/g, '$1 ');
}
