import type { VNode } from 'preact';
import { termsOf } from '../../fines/quote';
import type { Quote } from '../../fines/quote';
import { formatDay } from '../shared/formats';
import type { CashierProps } from './parts.page';

/** By what law, days and rules the amount of a fine came about, for whoever wants to work it out again. */
export function QuoteProof({ frame, texts: { proof }, quote }: CashierProps & { quote: Quote }): VNode {
  const day = (text: string) => formatDay(text, frame.language);
  const { rolledOver, excludedDays } = termsOf(quote);
  return (
    <details class="proof quiet">
      <summary>{proof.title}</summary>
      <p>{proof.served(day(quote.servedOn))}</p>
      {rolledOver.length > 0 && <p>{proof.rolled(rolledOver.length)}</p>}
      {excludedDays > 0 && <p>{proof.excluded(excludedDays)}</p>}
      <p>{proof.quotedOn(day(quote.onDay))}</p>
      <p>
        {proof.articles}
        <span lang="zh-CN">{quote.articles.join('、')}</span>
      </p>
      <p>
        {proof.rules}
        <span class="number">{quote.rulesVersion}</span>
      </p>
    </details>
  );
}
