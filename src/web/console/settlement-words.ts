import type { SettlementNames } from '../../console/settlement-rules.service';
import type { Destination, LeftOut, RemittanceStatus } from '../../settlement/remittance';
import type { Language } from '../shared/language';
import { words } from './page';
import type { Words } from './page';

export const BATCH_WORDS: Readonly<Record<RemittanceStatus, Words>> = {
  drafted: words('待复核', 'Drafted'),
  checked: words('已复核', 'Checked'),
  exported: words('已导出', 'Exported'),
  acknowledged: words('银行已回单', 'Acknowledged'),
  returned: words('已退回', 'Returned'),
};

export const DESTINATION_WORDS: Readonly<Record<Destination, Words>> = {
  treasury: words('国库', 'Treasury'),
  special: words('财政专户', 'Special account'),
};

/** Whether another person found a figure of the treasury right. */
export const CONFIRMATION_WORDS = {
  confirmed: words('已复核', 'Confirmed'),
  not_confirmed: words('未复核', 'Not confirmed'),
} as const satisfies Record<string, Words>;

/** Why an item waits for another batch. */
export const LEFT_OUT_WORDS: Readonly<Record<LeftOut['reason'] | 'day_not_closed', Words>> = {
  day_not_closed: words('营业日尚未关账', 'Its days are not closed yet'),
  no_target: words('未设置去向', 'Nobody said where it goes'),
  no_account: words('去向没有户名或账号', 'It has no account name or number'),
  more_refunded_than_collected: words('退付多于收缴', 'More went back than came'),
};

const INTEREST = words('银行利息', 'Bank interest');

/** The names with that of the bank's interest, where the catalogue has no other for its item. */
export function withInterest<Names extends SettlementNames>(names: Names, language: Language): Names {
  const { itemNames, bankInterest } = names;
  return { ...names, itemNames: new Map([[bankInterest.incomeItemCode, INTEREST[language]], ...itemNames]) };
}
