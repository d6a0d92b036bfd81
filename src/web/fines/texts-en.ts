import type { FinesTexts } from './texts';

export const english: FinesTexts = {
  title: 'Find and pay a fine',
  lead: 'You need the number of the decision and one thing that only the party knows. You do not sign in.',
  number: 'Decision number',
  numberHint: '15 or 16 digits, without spaces',
  factor: 'To check (either will do)',
  factorHint: 'Shows that you are the party, or act for the party.',
  licence: 'Last four of the driving licence',
  licenceHint: 'The last may be an X',
  orVehicle: 'or',
  plate: 'Number plate',
  engine: 'Last six of the engine number',
  engineHint: 'It is on the vehicle licence',
  name: 'Name of the party',
  nameHint: 'As it is on the decision',
  find: 'Find',
  why: 'What you enter does not appear in any address and is not kept.',
  notes: {
    space: 'The decision number has a space in it. Take it out and try again.',
    full_width: 'The decision number has full-width digits. Use 0 to 9.',
    not_digits: 'A decision number has digits only. Compare it with the decision.',
    length: 'A decision number has 15 or 16 digits. Compare it with the decision.',
    'factor-missing':
      'Enter the last four of the driving licence, or both the number plate and the engine number.',
    'not-found':
      'No fine fits what you entered. Compare the number and the rest with your papers; a new decision can take a day to appear. If it still cannot be found, call 12345.',
    'name-needed':
      'To keep strangers from guessing, please also enter the name on the decision and try again. Nothing has been shown.',
    wait: 'That was too often. Try again in fifteen minutes, or call 12345. Nothing has been shown.',
    'proof-old': 'You found the fine too long ago. No money was taken. Please find it again.',
    'paid-already': 'This fine has been paid already. You need not pay again; no money was taken.',
    'cannot-order':
      'This fine cannot be paid online now. No money was taken. Ask the organ that decided, or call 12345.',
  },
  foundTitle: 'Fine to be paid',
  toPay: 'To pay today',
  decisionNo: 'Decision number',
  party: 'Party',
  servedOn: 'Served on',
  dueOn: 'Due by',
  rolledOver: (days) => ` (moved ${days} ${days === 1 ? 'day' : 'days'} over rest days)`,
  principal: 'Fine',
  surcharge: (days, isCapped) =>
    `Late surcharge (${days} ${days === 1 ? 'day' : 'days'}${isCapped ? ', at its limit' : ''})`,
  excluded: (days) => `${days} ${days === 1 ? 'day' : 'days'} of review or litigation are not counted.`,
  total: 'Total',
  quotedOn: (day) => `As of ${day}.`,
  articles: 'Legal basis',
  pay: 'Go to payment',
  checkBeforePaying: 'You choose how to pay on the next page; no money is taken before.',
  paidTitle: 'Paid already',
  paid: 'This fine has been paid. You need not pay again.',
  refusedTitle: 'Cannot be paid now',
  refused: {
    NOT_A_DECISION:
      'This document is not a penalty decision. Have the violation dealt with by the traffic police first; pay when you have the decision.',
    FINE_NOT_SERVED: 'The decision has not been served yet, so nothing is due. Look again when it has been.',
    NOTHING_OWED: 'Nothing is owed on this decision.',
    other: 'This decision cannot be paid online now. Ask the organ that decided, or call 12345.',
  },
  again: 'Find another one',
};
