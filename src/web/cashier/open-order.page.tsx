import type { ComponentChildren, VNode } from 'preact';
import { nameIn } from '../../kernel/language';
import { formatAmount } from '../shared/formats';
import { QrCode } from '../shared/qr-code.page';
import { addressOf } from './address';
import { isPhone, ownScene, payableHere } from './device';
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
      <OnPhone {...props} isOpen />
      <Standing {...props}>{props.texts.standing.choose}</Standing>
      <p class="quiet">{props.texts.checkBeforePaying}</p>
    </>
  );
}

/** The payment that is open, as a QR code or as a link that opens its channel here, and the way to say that it was paid. */
export function PayNow(props: Props): VNode {
  const { texts } = props;
  return (
    <>
      <h1>{props.title}</h1>
      <AmountDue {...props} />
      <Action {...props} />
      <Note {...props} />
      <Standing {...props}>{texts.waiting}</Standing>
      <CheckButton {...props}>{texts.haveIPaid}</CheckButton>
      <OtherChannels {...props} />
      <OnPhone {...props} />
    </>
  );
}

function Action(props: CashierProps): VNode {
  const type = props.view.payment?.actionType;
  if (type !== 'qr_code' && !isPhone(props.userAgent)) return <OpenElsewhere {...props} />;
  switch (type) {
    case 'redirect':
      return <OpenHere {...props} />;
    case 'jsapi':
      return <CallApp {...props} />;
    default:
      return <ScanCode {...props} />;
  }
}

/** The page is open in the channel's own app, which a script calls: inside it there is always one. */
function CallApp(props: CashierProps): VNode {
  const { texts, view } = props;
  const bridge = props.channels.find((it) => it.code === view.payment?.channel)?.ownApp.bridge;
  const channel = channelName(props);
  return (
    <>
      <p>
        <button
          id="call-app"
          type="button"
          class="primary"
          data-bridge={bridge?.object}
          data-method={bridge?.method}
          data-action={view.payment?.actionContent ?? ''}
          data-absent={texts.appAbsent(channel)}
        >
          {texts.payInApp(channel)}
        </button>
      </p>
      <OtherWay {...props} way="qr" label={texts.showCode} />
    </>
  );
}

/** It was opened on a phone, by its link or in the channel's app; here there is nothing to press but the other way. */
function OpenElsewhere(props: CashierProps): VNode {
  return (
    <>
      <p class="lead">{props.texts.openElsewhere}</p>
      <OtherWay {...props} way="qr" label={props.texts.showCode} />
    </>
  );
}

/** The channel is opened by the device that shows the page. */
function OpenHere(props: CashierProps): VNode {
  const { texts, view } = props;
  const channel = channelName(props);
  return (
    <>
      <p>
        <a class="button primary" href={view.payment?.actionContent ?? ''} rel="noreferrer">
          {texts.openHere(channel)}
        </a>
      </p>
      <p class="quiet">{texts.comeBack}</p>
      <OtherWay {...props} way="qr" label={texts.showCode} />
    </>
  );
}

function ScanCode(props: CashierProps): VNode {
  const { texts, view } = props;
  const channel = channelName(props);
  const label = texts.qrLabel(channel, formatAmount(view.order.amountFen));
  const profile = props.channels.find((it) => it.code === view.payment?.channel);
  const canOpenHere = profile !== undefined && ownScene(profile, props.userAgent) !== null;
  return (
    <>
      <figure>
        <QrCode content={view.payment?.actionContent ?? ''} label={label} />
        <figcaption>{texts.howToScan(channel)}</figcaption>
      </figure>
      {canOpenHere ? (
        <OtherWay {...props} way="here" label={texts.openHere(channel)} />
      ) : (
        <p class="quiet narrow-only">{texts.onThisPhone}</p>
      )}
    </>
  );
}

/**
 * One code for every wallet: it opens this page, and the app that scanned it pays. Beside the code of a channel it
 * waits behind its heading, since a camera that sees two codes at once takes either.
 */
function OnPhone({ isOpen = false, ...props }: CashierProps & { isOpen?: boolean }): VNode | null {
  const { texts, publicAddress } = props;
  if (isPhone(props.userAgent)) return null;
  return (
    <details class="on-phone" open={isOpen}>
      <summary>{texts.onPhone}</summary>
      <figure>
        <QrCode content={publicAddress} label={texts.onPhoneLabel} />
        <figcaption class="quiet">{texts.onPhoneHow}</figcaption>
      </figure>
    </details>
  );
}

/** The same channel in the other way, since what a browser says of its device may be wrong. */
function OtherWay(props: CashierProps & { way: 'here' | 'qr'; label: string }): VNode {
  const { frame, view } = props;
  const action = addressOf(view.order.cashierToken, { language: frame.language }, '/payments');
  return (
    <form method="post" action={action}>
      <input type="hidden" name="channel" value={view.payment?.channel ?? ''} />
      <input type="hidden" name="way" value={props.way} />
      <button class="secondary">{props.label}</button>
    </form>
  );
}

function OtherChannels(props: CashierProps): VNode | null {
  const here = payableHere(props.channels, props.userAgent);
  const others = here.filter((channel) => channel.code !== props.view.payment?.channel);
  if (others.length === 0) return null;
  return (
    <div class="others">
      <h2>{props.texts.otherWays}</h2>
      <ChannelButtons {...props} channels={others} isSecondary />
    </div>
  );
}

function ChannelButtons(props: CashierProps & { isSecondary?: boolean }): VNode {
  const { frame, view } = props;
  const channels = payableHere(props.channels, props.userAgent);
  const action = addressOf(view.order.cashierToken, { language: frame.language }, '/payments');
  const away = channels.filter((channel) => props.isAway(channel.code));
  return (
    <div class="channels">
      {away.map((channel) => (
        <p class="quiet" key={channel.code}>
          {props.texts.channelAway(nameIn(frame.language, channel))}
        </p>
      ))}
      {channels
        .filter((channel) => !away.includes(channel))
        .map((channel) => (
          <form method="post" action={action} key={channel.code}>
            <input type="hidden" name="channel" value={channel.code} />
            <input type="hidden" name="way" value="here" />
            <button class={props.isSecondary ? 'secondary' : 'primary'}>
              {nameIn(frame.language, channel)}
            </button>
          </form>
        ))}
      {channels.length < props.channels.length && <p class="quiet">{props.texts.othersInBrowser}</p>}
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
        data-events={addressOf(token, { language: frame.language }, '/events')}
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
