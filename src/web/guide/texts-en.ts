import type { Guides } from './texts';

export const english: Guides = {
  help: {
    title: 'Help',
    lead: 'Tongfu collects public fees and fines for the departments of the city. The payee is named on every payment page; Tongfu itself charges nothing.',
    sections: [
      {
        heading: 'How to pay',
        paragraphs: [
          'Open the payment link that you were given, check the payee and the amount, choose how to pay, and scan the QR code with your phone. You need no account and do not sign in.',
          'Whoever has the link can see the order and pay it, so somebody else may pay for you. Of a name only the first character is shown.',
          'We never call or write to ask for passwords or codes, and never ask for a transfer to a private account.',
        ],
      },
      {
        heading: 'When you have paid',
        paragraphs: [
          'When the page says “Payment successful”, the money has arrived and is booked. Closing the page, losing the network or an empty battery does not undo a payment.',
          'If you have paid on your phone and the page does not say so yet, press “I have paid”: we then ask the payment channel at once. Do not pay again before you have seen the result.',
          'Where the page says that no money was taken, none was.',
        ],
      },
      {
        heading: 'Money that came late, or twice',
        paragraphs: [
          'Money that arrives after the order has ended, a second payment, or another amount is recorded as money to be looked into (待查收入). It is not lost. The payment page says why. After a check it is returned or assigned.',
          'A refund goes back to the account that paid. Nobody will ask you for a card number.',
        ],
      },
      {
        heading: 'Fines that are late',
        paragraphs: [
          'A fine is to be paid within fifteen days of receiving the decision; where the last day is a holiday, on the first working day after it. After that a surcharge of three per cent of the fine is added each day, never more than the fine itself (Administrative Penalty Law, article 72). The page shows the fine, the days and the surcharge.',
          'If you disagree with the decision, use the review or the court that the decision names. These pages can take a payment; they cannot change a decision.',
        ],
      },
      {
        heading: 'Who to ask',
        paragraphs: [
          'Call the city hotline 12345 and give the order number. It is no password: you can safely tell it to the staff.',
          'For questions about the matter itself, ask the payee that the page names.',
        ],
      },
    ],
  },
  privacy: {
    title: 'Privacy',
    lead: 'Paying uses only what the payment needs. These pages set no cookies (but for one inside a payment app, which keeps for ten minutes that it was you who was sent to ask the app for your account), count no visitors, and load nothing from any other site.',
    sections: [
      {
        heading: 'What we keep',
        paragraphs: [
          'Of an order: what it is for, the payee, the amount, the times, the reference of the site that made it, and the payer’s name if that site gave one. Of a fine also the decision number and what the amount was computed from.',
          'Of a penalty decision: what the deciding organ told us. The party’s name, the amount, how it was served, and reviews, court cases and changes.',
          'Of the licence, plate and engine numbers by which a fine is found: a keyed hash only, from which they cannot be read. What you enter to find a fine is not kept; your network address is counted in memory against guessing, for an hour at most.',
          'Of a payment: the channel, its transaction number, the amount, the time and the result. We neither receive nor keep card numbers or payment passwords. The channel’s own message is kept as evidence; it may hold the user number that the channel gave you.',
        ],
      },
      {
        heading: 'Who can see it',
        paragraphs: [
          'Whoever has the payment link can see the order, with only the first character of a name. The link holds random text that cannot be guessed: give it only to people you trust.',
          'The site that made the order sees its own orders only. The channel is told the amount and what it is for, not your name. Finance staff see payments to reconcile them.',
        ],
      },
      {
        heading: 'For how long',
        paragraphs: [
          'Orders, payments and the ledger are accounting records and kept as the Measures on Accounting Archives (会计档案管理办法) demand; for vouchers and ledgers that is thirty years.',
          'The access log holds the kind of page, the result and the time taken: no name, no order number and no link.',
        ],
      },
      {
        heading: 'Your rights',
        paragraphs: [
          'To see or correct what is kept about you, call 12345 or ask the payee that the page names. Records that the law orders us to keep cannot be deleted.',
        ],
      },
    ],
  },
  accessibility: {
    title: 'Accessibility',
    lead: 'Everybody should be able to pay without help. These pages aim at WCAG 2.2, level AA; the Chinese standard of its kind is GB/T 37668-2019.',
    sections: [
      {
        heading: 'What you can rely on',
        paragraphs: [
          'Every step works with the keyboard alone. Screen readers tell the amount, the status and its changes. Text can be enlarged to twice its size and more, and a screen of 320 pixels needs no sideways scrolling.',
          'You can pay with JavaScript turned off. The pages follow the dark and the high-contrast setting of your system. The time until which an order can be paid stands on its page; after that a new one can be ordered.',
        ],
      },
      {
        heading: 'What we know is missing',
        paragraphs: [
          'Paying takes the channel’s app on a phone to scan the QR code; how accessible that app is is not in our hands. You can send the link to somebody you trust to pay for you.',
          'References and names given by other sites are shown as they came and may not be in English.',
        ],
      },
      {
        heading: 'If something is in your way',
        paragraphs: [
          'Call 12345 and say on which page you met which difficulty. The staff will help you and pass it on to us.',
        ],
      },
    ],
  },
};
