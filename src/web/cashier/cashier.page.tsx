import type { VNode } from 'preact';
import { Layout } from '../shared/layout.page';
import { isWaiting } from './cashier';
import { OrderDetails } from './details.page';
import { EndOfOrder } from './end.page';
import { ChooseChannel, PayNow } from './open-order.page';
import { channelName } from './parts.page';
import type { CashierProps } from './parts.page';
import { titleOf } from './texts';

/** The page on which the citizen pays, and later sees what became of it. */
export function CashierPage(props: CashierProps): VNode {
  const { frame, view, texts } = props;
  const title = titleOf(texts, view.state, channelName(props));
  const isInApp = view.payment?.actionType === 'jsapi';
  const scripts = [
    ...(isWaiting(view.state) ? [frame.assets.urlOf('cashierStatus')] : []),
    ...(view.state === 'scan' && isInApp ? [frame.assets.urlOf('callApp')] : []),
  ];
  return (
    <Layout frame={frame} title={title} scripts={scripts}>
      <div class="columns">
        <section class="card">{mainPart(props, title)}</section>
        <OrderDetails {...props} />
      </div>
    </Layout>
  );
}

function mainPart(props: CashierProps, title: string): VNode {
  switch (props.view.state) {
    case 'choose':
      return <ChooseChannel {...props} title={title} />;
    case 'scan':
      return <PayNow {...props} title={title} />;
    default:
      return <EndOfOrder {...props} title={title} />;
  }
}
