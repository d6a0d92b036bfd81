import type { CashierTexts } from './texts';

export const english: CashierTexts = {
  chooseTitle: 'Choose how to pay',
  scanTitle: (channel) => `Pay with ${channel}`,
  heldTitle: 'Money received, not used for this order',
  standing: {
    choose: 'Not paid yet.',
    scan: 'Waiting for your payment. This page updates by itself.',
    checking: 'Asking the payment channel, please wait.',
    held: 'Money received, not used for this order.',
    paid: 'Payment successful.',
    partially_refunded: 'Partly refunded.',
    refunded: 'Refunded.',
    closed: 'The order is closed.',
    expired: 'The order has expired.',
  },
  payBefore: (time) => `Pay before ${time}`,
  waiting: 'Waiting for your payment. When you have paid, press “I have paid”.',
  otherWays: 'Or pay with',
  howToScan: (channel) => `Open ${channel} and scan the code above`,
  onThisPhone: 'Reading this on your phone? Open the page on another device and scan it with this phone.',
  openHere: (channel) => `Open ${channel} on this device`,
  openElsewhere: 'The payment is open on a phone. Finish it there: the result is shown here.',
  comeBack: 'Come back to this page after paying: the result is shown here.',
  showCode: 'Show a QR code for another phone instead',
  payInApp: (channel) => `Pay with ${channel}`,
  appAbsent: (channel) => `This works inside the ${channel} app only. Please use the QR code instead.`,
  askingPayer: (channel) => `On the way to ${channel}`,
  whyAskingPayer:
    'We need to know which account pays. Only its number is asked for, no name and no picture. Nothing has been paid yet.',
  goOn: 'Go on',
  qrLabel: (channel, amount) => `QR code to pay ${amount} with ${channel}`,
  onPhone: 'Open this page on your phone',
  onPhoneHow: 'Scan the code above with your phone and pay there.',
  onPhoneLabel: 'QR code that opens this page on a phone',
  haveIPaid: 'I have paid',
  checkNow: 'Check now',
  refresh: 'Refresh this page',
  offline: 'No connection, trying again. Your payment is not affected.',
  checkBeforePaying: 'Check the amount and the payee before you pay. We never ask for passwords or codes.',
  ends: {
    checking: {
      title: 'Time is over, checking for your payment',
      money: () => 'We are asking the payment channel whether it has taken money.',
      next: 'Do not pay again. This usually takes less than a minute.',
    },
    paid: {
      title: 'Payment successful',
      money: (amount) => `We have received your ${amount}.`,
      next: 'You need not pay again. Keep the order number for your records.',
    },
    partially_refunded: {
      title: 'Partly refunded',
      money: (amount, back) => `${back} of your ${amount} has gone back to the account that paid it.`,
      next: 'You need not pay again. For questions, give the order number to the payee.',
    },
    refunded: {
      title: 'Refunded',
      money: (amount) => `Your ${amount} has gone back to the account that paid it.`,
      next: 'For questions, give the order number to the payee.',
    },
    closed: {
      title: 'This order is closed',
      money: () => 'No money was taken for it.',
      next: 'It can no longer be paid. If you still need to pay, start again on the site that sent you here.',
    },
    expired: {
      title: 'This order has expired',
      money: () => 'No money was taken for it.',
      next: 'Its time is over. If you still need to pay, start again on the site that sent you here.',
    },
  },
  heldMoney: (amount, reason) => `Your ${amount} was taken, but not used for this order: ${reason}.`,
  heldMoneyUnknown: (reason) => `Your money was taken, but not used for this order: ${reason}.`,
  heldReasons: {
    amount_mismatch: 'the amount that arrived is not the amount of the order',
    order_paid_already: 'the order had been paid before',
    fine_paid_already: 'the fine had been paid before',
    order_closed: 'the order was closed when the money arrived',
    order_expired: 'the order had expired when the money arrived',
    other: 'it has to be looked into',
  },
  heldNext: {
    waiting:
      'Do not pay again. The money is recorded and not lost; it will be returned or assigned after a check. Give the order number to the payee.',
    going:
      'Do not pay again. The money goes back the way it came by itself; you need not do anything. With questions, give the order number to the payee.',
    gone: 'The money has gone back; look at the account that paid. With questions, give the order number to the payee.',
    'by-hand':
      'Do not pay again. The payment channel could not return the money by itself. It is not lost: the payee returns it by hand. Give the order number to the payee.',
  },
  heldBesides: 'Another payment arrived',
  notes: {
    refused: 'The payment channel refused. No money was taken. Try again later, or pay in another way.',
    'channel-away':
      'The payment channel cannot be reached. No money was taken. Try again later, or pay in another way.',
    'no-answer':
      'The payment channel gave no answer, so there is no QR code yet. No money was taken. Press the button again: nothing is ordered twice.',
    'not-received':
      'The payment channel has not received this payment yet. If you have just paid, wait a few seconds and press again. Do not pay twice.',
    'not-asked':
      'The payment channel cannot be reached, so we do not know yet whether you have paid. We keep asking. Do not pay twice.',
    'asked-often':
      'You have just asked several times. Wait some seconds and press again; we keep asking anyway. Do not pay twice.',
  },
  channelAway: (channel) =>
    `${channel} cannot be reached at the moment. Please pay in another way, or come back in a minute.`,
  details: 'Details',
  payee: 'Payee',
  payTo: (agencies) => `To ${agencies.join(', ')}`,
  orderAmount: 'Amount of the order',
  payer: 'Payer',
  payCode: 'Payment code',
  orderNo: 'Order number',
  externalRef: 'Reference',
  decisionNo: 'Decision number',
  instalments: (parts, total) => `Instalment ${parts.join(', ')} of ${total}`,
  dueOn: (day) => `Due by ${day}`,
  principal: 'Fine',
  surcharge: (days, isCapped) =>
    `Late surcharge (${days} ${days === 1 ? 'day' : 'days'}${isCapped ? ', at its limit' : ''})`,
  outstanding: (amount) =>
    `Your payment arrived after the day of its quote, when the surcharge had grown: ${amount} is still owed. What you paid counts, and the rest does not grow.`,
  restPaid: 'What was still owed then has been paid since. You need not pay again.',
  payRest: 'Find the fine and pay the rest',
  fineChanged:
    'The authority has changed a decision in this order since it was made. Its amount was no longer right, so it was closed.',
  refundGoing: (amount) => `${amount} is on its way back to the account that paid it.`,
  lookUpAgain: 'Look the fine up again to see what is owed',
  askPayee: 'Ask the payee how to pay the rest.',
  received: 'Paid before',
  times: (quantity, unit) => `${unit} × ${quantity}`,
  total: 'Total',
  paidWith: 'Paid with',
  paidAt: 'Paid at',
  transactionNo: 'Transaction',
  beijingTime: ' (Beijing time)',
  receipt: 'View the receipt',
  receiptSoon: 'The receipt is being issued. Reload this page in a moment to see it.',
  backTo: (host) => `Back to the service (${host})`,
};
