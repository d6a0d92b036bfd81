import type { ComponentChildren, VNode } from 'preact';
import { formatAmount } from '../shared/formats';
import { nameIn } from '../shared/language';
import { QrCode } from '../shared/qr-code.page';
import { addressOf } from './address';
import { AmountDue, channelName } from './parts.page';
import type { CashierProps } from './parts.page';

type Props = CashierProps & { title: string };

/** An open order without a QR code: one button for each channel. */
export function ChooseChannel(props: Props): VNode {
  return (
    <>
      <h1>{props.title}</h1>
      <AmountDue {...props} />
      <Note {...props} />
      <ChannelButtons {...props} />
      <Standing {...props}>{props.texts.standing.choose}</Standing>
      <p class="quiet">{props.texts.checkBeforePaying}</p>
    </>
  );
}

/** The QR code of the payment that is open, and the way to say that it was paid. */
export function ScanCode(props: Props): VNode {
  const { texts, view } = props;
  const channel = channelName(props);
  const label = texts.qrLabel(channel, formatAmount(view.order.amountFen));
  return (
    <>
      <h1>{props.title}</h1>
      <AmountDue {...props} />
      <figure>
        <QrCode content={view.payment?.actionContent ?? ''} label={label} />
        <figcaption>{texts.howToScan(channel)}</figcaption>
      </figure>
      <p class="quiet narrow-only">{texts.onThisPhone}</p>
      <Note {...props} />
      <Standing {...props}>{texts.waiting}</Standing>
      <CheckButton {...props}>{texts.haveIPaid}</CheckButton>
      <OtherChannels {...props} />
    </>
  );
}

function OtherChannels(props: CashierProps): VNode | null {
  const others = props.channels.filter((channel) => channel.code !== props.view.payment?.channel);
  if (others.length === 0) return null;
  return (
    <div class="others">
      <h2>{props.texts.otherWays}</h2>
      <ChannelButtons {...props} channels={others} isSecondary />
    </div>
  );
}

function ChannelButtons(props: CashierProps & { isSecondary?: boolean }): VNode {
  const { frame, view, channels } = props;
  const action = addressOf(view.order.cashierToken, { language: frame.language }, '/payments');
  return (
    <div class="channels">
      {channels.map((channel) => (
        <form method="post" action={action} key={channel.code}>
          <input type="hidden" name="channel" value={channel.code} />
          <button class={props.isSecondary ? 'secondary' : 'primary'}>
            {nameIn(frame.language, channel)}
          </button>
        </form>
      ))}
    </div>
  );
}

/** Asks the channel on the server; what the browser says is not believed. */
export function CheckButton(props: CashierProps & { children: ComponentChildren }): VNode {
  const { frame, view, asked } = props;
  const query = { language: frame.language, channel: asked };
  return (
    <form method="post" action={addressOf(view.order.cashierToken, query, '/check')}>
      <button class="primary">{props.children}</button>
    </form>
  );
}

/** What came of the button that was pressed last. */
export function Note({ note, texts }: CashierProps): VNode | null {
  return note ? (
    <p class="note" role="alert">
      {texts.notes[note]}
    </p>
  ) : null;
}

/** How the payment stands; the script keeps it up to date, and screen readers tell when it changes. */
export function Standing(props: CashierProps & { children: ComponentChildren }): VNode {
  const { frame, view, texts, asked } = props;
  const token = view.order.cashierToken;
  const query = { language: frame.language, channel: asked };
  return (
    <>
      <p
        id="status"
        class="standing"
        role="status"
        data-url={addressOf(token, query, '/status.json')}
        data-page={addressOf(token, query)}
        data-state={view.state}
        data-offline={texts.offline}
      >
        {props.children}
      </p>
      <noscript>
        <p class="quiet">
          <a href={addressOf(token, query)}>{texts.refresh}</a>
        </p>
      </noscript>
    </>
  );
}
