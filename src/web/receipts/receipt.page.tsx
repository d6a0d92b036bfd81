import type { VNode } from 'preact';
import type { Receipt, ReceiptSet } from '../../receipts/receipt';
import { formatAmount } from '../shared/formats';
import { Layout } from '../shared/layout.page';
import type { Frame } from '../shared/layout.page';
import { QrCode } from '../shared/qr-code.page';
import { sheetsOf } from './receipt-facts';
import type { ReceiptFact, ReceiptSheet } from './receipt-facts';
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
        {set.receipts
          .flatMap((receipt) => sheetsOf(receipt, frame.language, props.channelNameOf(receipt)))
          .map((sheet) => (
            <Sheet {...props} sheet={sheet} key={sheet.verifyToken} />
          ))}
      </div>
    </Layout>
  );
}

function Sheet({ frame, sheet, publicBaseUrl }: ReceiptPageProps & { sheet: ReceiptSheet }): VNode {
  const texts = receiptTextsIn(frame.language);
  const heading = `receipt-${sheet.code}-${sheet.no}`;
  const path = `/verify/${sheet.verifyToken}`;
  return (
    <article class={sheet.isRed ? 'card receipt red' : 'card receipt'} aria-labelledby={heading}>
      <h2 id={heading}>
        {sheet.title} <span class="number">{sheet.no}</span>
      </h2>
      {sheet.warning !== null && <p class="note">{sheet.warning}</p>}
      <Facts facts={sheet.facts} />
      <figure>
        <a href={`${path}?lang=${frame.language}`}>
          <QrCode content={publicBaseUrl + path} label={texts.qrLabel(sheet.no)} />
        </a>
        <figcaption>{texts.verifyThis}</figcaption>
      </figure>
      <p class="quiet">{sheet.nature}</p>
    </article>
  );
}

/** Names and values. Foreign text is set apart, so that its direction does not spill over. */
export function Facts({ facts }: { facts: readonly ReceiptFact[] }): VNode {
  return (
    <dl>
      {facts.map(({ name, value, isNumber, isRed, language }) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd class={classOf(isNumber, isRed)} lang={language}>
            <bdi>{value}</bdi>
          </dd>
        </div>
      ))}
    </dl>
  );
}

function classOf(isNumber = false, isRed = false): string | undefined {
  return [isNumber && 'number', isRed && 'sum'].filter(Boolean).join(' ') || undefined;
}
