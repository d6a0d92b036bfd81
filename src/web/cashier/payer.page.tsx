import type { VNode } from 'preact';
import { nameIn } from '../../kernel/language';
import type { ProviderProfile } from '../../providers/provider';
import { Layout } from '../shared/layout.page';
import type { Frame } from '../shared/layout.page';
import type { CashierTexts } from './texts';

interface PayerProps {
  frame: Frame;
  texts: CashierTexts;
  channel: ProviderProfile | null;
  /** Where the channel tells who pays. */
  address: string;
}

/** Seen for a moment on the way to the channel; its link is for a browser that does not go on by itself. */
export function PayerPage({ frame, texts, channel, address }: PayerProps): VNode {
  const name = channel ? nameIn(frame.language, channel) : '';
  return (
    <Layout frame={frame} title={texts.askingPayer(name)}>
      <section class="card">
        <h1>{texts.askingPayer(name)}</h1>
        <p>{texts.whyAskingPayer}</p>
        <p>
          <a class="button primary" href={address} rel="noreferrer">
            {texts.goOn}
          </a>
        </p>
      </section>
    </Layout>
  );
}
