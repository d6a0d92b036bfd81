import type { ComponentChildren, VNode } from 'preact';
import type { FoundFine } from '../../fines/lookup.service';
import { termsOf } from '../../fines/quote';
import type { Quote } from '../../fines/quote';
import { maskName } from '../../kernel/mask';
import { formatAmount, formatDay } from '../shared/formats';
import { Layout } from '../shared/layout.page';
import type { Frame } from '../shared/layout.page';
import { ResultMark } from '../shared/result-mark.page';
import type { FinesTexts, RefusedReason } from './texts';

export interface FoundProps {
  frame: Frame;
  texts: FinesTexts;
  found: FoundFine;
  /** Of the affair, in the language of the page. */
  affair: string;
  /** Where a violation without a decision is dealt with. */
  processingUrl: string | null;
}

/** The fine that was found: what is owed and why, of its party as little as tells that it is the right one. */
export function FoundPage(props: FoundProps): VNode {
  const { frame, texts, found } = props;
  const title = titleOf(props);
  return (
    <Layout frame={frame} title={title}>
      <section class="card narrow">
        {found.standing.kind === 'payable' ? (
          <>
            <h1>{title}</h1>
            <Payable {...props} quote={found.standing.quote} rest={found.standing.rest} />
          </>
        ) : (
          <Unpayable {...props} title={title} />
        )}
        <p>
          <a href={`/fines?lang=${frame.language}`}>{texts.again}</a>
        </p>
      </section>
    </Layout>
  );
}

function titleOf({ texts, found }: FoundProps): string {
  if (found.standing.kind === 'payable') return texts.foundTitle;
  return found.standing.kind === 'paid' ? texts.paidTitle : texts.refusedTitle;
}

function Payable(props: FoundProps & { quote: Quote; rest: Quote | null }): VNode {
  const { frame, texts, found, quote, rest } = props;
  const isByPlan = quote.input.decision.plan !== null;
  return (
    <>
      <p>{props.affair}</p>
      <p class="quiet">{texts.toPay}</p>
      <p class="amount">{formatAmount(quote.totalFen)}</p>
      <form method="post" action={`/fines/orders?lang=${frame.language}`}>
        <input type="hidden" name="proof" value={found.proof} />
        <button class="primary" name="pay" value={isByPlan ? 'next' : 'all'}>
          {isByPlan ? texts.payNext(formatAmount(quote.totalFen)) : texts.pay}
        </button>
        {rest && (
          <button class="secondary" name="pay" value="all">
            {texts.payAll(formatAmount(rest.totalFen))}
          </button>
        )}
      </form>
      <p class="quiet">{texts.checkBeforePaying}</p>
      {isByPlan && <Plan {...props} />}
      <Terms {...props} />
    </>
  );
}

/** The instalments: which are paid, and which are still to be paid by when. */
function Plan({ frame, texts, quote }: FoundProps & { quote: Quote }): VNode {
  const { decision } = quote.input;
  const paid = quote.parts.filter(({ outstandingFen }) => outstandingFen <= 0n).map(({ part }) => part);
  return (
    <dl>
      {decision.plan?.parts.map(({ dueOn, amountFen }, index) => (
        <Fact name={texts.instalment(index + 1)} key={dueOn + String(index)}>
          {formatAmount(amountFen)}{' '}
          {paid.includes(index + 1)
            ? texts.instalmentPaid
            : texts.instalmentDue(formatDay(dueOn, frame.language))}
        </Fact>
      ))}
    </dl>
  );
}

function Terms(props: FoundProps & { quote: Quote }): VNode {
  const { frame, texts, quote } = props;
  const day = (text: string) => formatDay(text, frame.language);
  const { dueOn, rolledOver, countedDays, excludedDays, isCapped } = termsOf(quote);
  return (
    <>
      <dl>
        <Known {...props} />
        <Fact name={texts.servedOn}>{day(quote.servedOn)}</Fact>
        <Fact name={texts.dueOn}>
          {day(dueOn)}
          {rolledOver.length > 0 && texts.rolledOver(rolledOver.length)}
        </Fact>
        <Fact name={texts.principal}>{formatAmount(quote.principalFen)}</Fact>
        {quote.surchargeFen > 0n && (
          <Fact name={texts.surcharge(countedDays, isCapped)}>{formatAmount(quote.surchargeFen)}</Fact>
        )}
        {quote.receivedFen > 0n && <Fact name={texts.received}>{formatAmount(quote.receivedFen)}</Fact>}
        <Fact name={texts.total}>{formatAmount(quote.totalFen)}</Fact>
        <Fact name={texts.articles}>
          <span lang="zh-CN">{quote.articles.join('、')}</span>
        </Fact>
      </dl>
      {excludedDays > 0 && <p class="quiet">{texts.excluded(excludedDays)}</p>}
      <p class="quiet">{texts.quotedOn(day(quote.onDay))}</p>
    </>
  );
}

const REASONS: ReadonlySet<string> = new Set<RefusedReason>([
  'NOT_A_DECISION',
  'FINE_NOT_SERVED',
  'NOTHING_OWED',
  'CALENDAR_YEAR_MISSING',
]);

function Unpayable(props: FoundProps & { title: string }): VNode {
  const { texts, found, title, processingUrl } = props;
  const { standing } = found;
  const code = standing.kind === 'refused' ? standing.code : '';
  const reason = REASONS.has(code) ? (code as RefusedReason) : 'other';
  const isPaid = standing.kind === 'paid';
  return (
    <>
      <ResultMark tone={isPaid ? 'good' : 'neutral'} />
      <h1>{title}</h1>
      <p>{props.affair}</p>
      <p class="lead">{isPaid ? texts.paid : texts.refused[reason]}</p>
      {reason === 'NOT_A_DECISION' && processingUrl !== null && (
        <p>
          <a class="button primary" href={processingUrl}>
            {texts.process}
          </a>
        </p>
      )}
      <dl>
        <Known {...props} />
      </dl>
    </>
  );
}

/** Which decision it is. */
function Known({ texts, found }: FoundProps): VNode {
  return (
    <>
      <Fact name={texts.decisionNo}>
        <span class="number">{found.fine.decisionNo + (found.fine.checkDigit ?? '')}</span>
      </Fact>
      <Fact name={texts.party}>{maskName(found.fine.obligorName)}</Fact>
    </>
  );
}

function Fact({ name, children }: { name: string; children: ComponentChildren }): VNode {
  return (
    <div>
      <dt>{name}</dt>
      <dd>
        <bdi>{children}</bdi>
      </dd>
    </div>
  );
}
