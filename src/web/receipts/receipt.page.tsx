import type { VNode } from 'preact';
import { formatReceiptNo } from '../../receipts/receipt';
import type { Receipt, ReceiptSet } from '../../receipts/receipt';
import { formatAmount } from '../shared/formats';
import { Layout } from '../shared/layout.page';
import type { Frame } from '../shared/layout.page';
import { QrCode } from '../shared/qr-code.page';
import { factsOf } from './receipt-facts';
import type { ReceiptFact } from './receipt-facts';
import { receiptTextsIn } from './texts-in-language';

export interface ReceiptPageProps {
  frame: Frame;
  set: ReceiptSet;
  publicBaseUrl: string;
  channelNameOf(receipt: Receipt): string;
}

/** All receipts of an order, to be read, printed or downloaded; printed, each has a sheet of its own. */
export function ReceiptPage(props: ReceiptPageProps): VNode {
  const { frame, set } = props;
  const texts = receiptTextsIn(frame.language);
  const totalFen = set.receipts.reduce((sum, receipt) => sum + receipt.amountFen, 0n);
  return (
    <Layout frame={frame} title={texts.title}>
      <div class="receipts">
        <section class="card screen-only">
          <h1>{texts.title}</h1>
          {set.receipts.length > 1 && <p>{texts.several(set.receipts.length, formatAmount(totalFen))}</p>}
          <p>
            <a class="button primary" href={`/receipts/${set.token}.pdf?lang=${frame.language}`}>
              {texts.download}
            </a>
          </p>
        </section>
        {set.receipts.map((receipt) => (
          <ReceiptSheet {...props} receipt={receipt} key={receipt.line} />
        ))}
      </div>
    </Layout>
  );
}

function ReceiptSheet({
  frame,
  receipt,
  publicBaseUrl,
  channelNameOf,
}: ReceiptPageProps & { receipt: Receipt }): VNode {
  const texts = receiptTextsIn(frame.language);
  const heading = `receipt-${receipt.line}`;
  const path = `/verify/${receipt.verifyToken}`;
  return (
    <article class="card receipt" aria-labelledby={heading}>
      <h2 id={heading}>
        {texts.title} <span class="number">{formatReceiptNo(receipt.no)}</span>
      </h2>
      <Facts facts={factsOf(receipt, frame.language, channelNameOf(receipt))} />
      <figure>
        <a href={`${path}?lang=${frame.language}`}>
          <QrCode content={publicBaseUrl + path} label={texts.qrLabel(formatReceiptNo(receipt.no))} />
        </a>
        <figcaption>{texts.verifyThis}</figcaption>
      </figure>
      <p class="quiet">{texts.nature}</p>
    </article>
  );
}

/** Names and values. Foreign text is set apart, so that its direction does not spill over. */
export function Facts({ facts }: { facts: readonly ReceiptFact[] }): VNode {
  return (
    <dl>
      {facts.map(({ name, value, isNumber, language }) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd class={isNumber ? 'number' : undefined} lang={language}>
            <bdi>{value}</bdi>
          </dd>
        </div>
      ))}
    </dl>
  );
}
