import type { Affair } from '../src/affairs/affair';
import type { Fine } from '../src/fines/fine';
import { type Fen, parseYuan } from '../src/kernel/money';

// What can be paid for in a city that does not exist. Prices are those of Chinese fee rules, each with its source:
// [L] a law or regulation, [S] a published official fee list. The city, its agencies, the codes of agencies and of
// income items, and upper bounds without a source are ours. Where a choice sets the price, each choice is an affair.

type Agency = Affair['agency'];
type Names = Pick<Affair, 'code' | 'nameZh' | 'nameEn'>;

const TRAFFIC_POLICE: Agency = {
  code: '310101',
  nameZh: '市公安局交通警察总队',
  nameEn: 'Traffic Police of the Public Security Bureau',
};
const EXIT_ENTRY: Agency = {
  code: '310102',
  nameZh: '市公安局出入境管理局',
  nameEn: 'Exit and Entry Administration of the Public Security Bureau',
};
const REAL_ESTATE: Agency = {
  code: '310201',
  nameZh: '市不动产登记中心',
  nameEn: 'Real Estate Registration Centre',
};
const CITY_APPEARANCE: Agency = {
  code: '310301',
  nameZh: '市绿化和市容管理局',
  nameEn: 'Landscaping and City Appearance Bureau',
};
const COURT: Agency = { code: '310401', nameZh: '市中级人民法院', nameEn: "Intermediate People's Court" };

/** An income item with what its affairs share. */
interface IncomeItem {
  agency: Agency;
  code: string;
  name: string;
  unitName: string;
  kind?: Affair['kind'];
}

const FINES: IncomeItem = { agency: TRAFFIC_POLICE, code: '10101', name: '交通违法罚款', unitName: '件', kind: 'fine' };
const PLATES: IncomeItem = { agency: TRAFFIC_POLICE, code: '10201', name: '机动车号牌工本费', unitName: '副' };
const PLATE_PIECES: IncomeItem = { ...PLATES, unitName: '面' };
const PLATE_SHEETS: IncomeItem = { ...PLATES, unitName: '张' };
const VEHICLE_PAPERS: IncomeItem = {
  agency: TRAFFIC_POLICE,
  code: '10202',
  name: '机动车行驶证、登记证、驾驶证工本费',
  unitName: '本',
};
const PASSPORTS: IncomeItem = { agency: EXIT_ENTRY, code: '20201', name: '因私护照费', unitName: '本' };
const PASSPORT_NOTES: IncomeItem = { ...PASSPORTS, unitName: '项' };
const PERMITS: IncomeItem = { agency: EXIT_ENTRY, code: '20202', name: '往来港澳台通行证件费', unitName: '本' };
const ENDORSEMENTS: IncomeItem = { agency: EXIT_ENTRY, code: '20203', name: '往来港澳台签注费', unitName: '项' };
const EXIT_PASSES: IncomeItem = { agency: EXIT_ENTRY, code: '20204', name: '出入境通行证费', unitName: '本' };
const REGISTRATIONS: IncomeItem = { agency: REAL_ESTATE, code: '30201', name: '不动产登记费', unitName: '件' };
const CERTIFICATES: IncomeItem = { ...REGISTRATIONS, unitName: '本' };
const ROAD_USE: IncomeItem = { agency: CITY_APPEARANCE, code: '40201', name: '城市道路占用费', unitName: '平方米·天' };
const COURT_FEES: IncomeItem = { agency: COURT, code: '50201', name: '诉讼费', unitName: '件' };

/** @param names code, Chinese and English name, apart by " | " */
function affair(names: string, item: IncomeItem, priceRule: Affair['priceRule']): Affair {
  const { agency, code, name, unitName, kind = 'fee' } = item;
  return { ...namesOf(names), kind, agency, incomeItem: { code, name }, unitName, priceRule };
}

function namesOf(text: string): Names {
  const [code = '', nameZh = '', nameEn = ''] = text.split(' | ');
  return { code, nameZh, nameEn };
}

const fixed = (yuan: string): Affair['priceRule'] => ({ kind: 'fixed', unitFen: parseYuan(yuan) });
const open = (least: string, most: string): Affair['priceRule'] => ({
  kind: 'open',
  minFen: parseYuan(least),
  maxFen: parseYuan(most),
});

const TRAFFIC_AFFAIRS: readonly Affair[] = [
  // [L] Road Traffic Safety Law 90 (20 to 200 yuan), 91, 96, 98 and 99 (up to 5000 yuan).
  affair('traffic-fine | 机动车交通违法罚款 | Traffic fine for drivers of motor vehicles', FINES, open('20.00', '5000.00')),
  // [L] Road Traffic Safety Law 89.
  affair('pedestrian-fine | 行人、非机动车交通违法罚款 | Traffic fine for others', FINES, open('5.00', '50.00')),
  // [S] Fee list of the traffic police, Yinchuan 2025-09.
  affair('vehicle-plate | 汽车号牌 | Licence plates for a car', PLATES, fixed('100.00')),
  // [S] 发改价格规〔2019〕1931号.
  affair('motorcycle-plate | 摩托车号牌 | Licence plates for a motorcycle', PLATES, fixed('35.00')),
  // [S] Fee lists of the traffic police.
  affair('trailer-plate | 挂车号牌 | Licence plate for a trailer', PLATE_PIECES, fixed('50.00')),
  // [S] The same.
  affair('low-speed-plate | 三轮汽车、低速货车号牌 | Licence plates for a low-speed vehicle', PLATES, fixed('40.00')),
  // [S] The same.
  affair('temporary-plate | 临时行驶车号牌 | Temporary licence plate', PLATE_SHEETS, fixed('5.00')),
  // [S] 发改价格〔2017〕1186号.
  affair('vehicle-licence | 机动车行驶证 | Vehicle licence', VEHICLE_PAPERS, fixed('10.00')),
  // [S] Fee lists of the traffic police.
  affair('vehicle-registration | 机动车登记证书 | Vehicle registration certificate', VEHICLE_PAPERS, fixed('10.00')),
  // [S] The same.
  affair('driving-licence | 机动车驾驶证 | Driving licence', VEHICLE_PAPERS, fixed('10.00')),
  // [S] The same; one list names three papers of one price.
  affair('temporary-entry-plate | 临时入境机动车号牌 | Plate for a vehicle on a visit', PLATES, fixed('10.00')),
  // [S] The same.
  affair('temporary-entry-licence | 临时入境机动车行驶证 | Licence for a vehicle on a visit', VEHICLE_PAPERS, fixed('10.00')),
  // [S] The same.
  affair('temporary-driving-permit | 临时机动车驾驶许可 | Temporary driving permit', VEHICLE_PAPERS, fixed('10.00')),
];

const EXIT_ENTRY_AFFAIRS: readonly Affair[] = [
  // [S] 发改价格〔2019〕914号.
  affair('passport | 普通护照 | Ordinary passport', PASSPORTS, fixed('120.00')),
  // [S] The same.
  affair('passport-endorsement | 护照加注 | Note in a passport', PASSPORT_NOTES, fixed('20.00')),
  // [S] The same.
  affair('hk-macau-permit | 往来港澳通行证 | Permit to travel to Hong Kong and Macau', PERMITS, fixed('60.00')),
  // [S] Fee lists of exit and entry administrations, here and for the next five: the price is that of the validity.
  affair('hk-macau-endorsement-single | 港澳签注 一次 | Hong Kong and Macau, once', ENDORSEMENTS, fixed('15.00')),
  // [S]
  affair('hk-macau-endorsement-double | 港澳签注 二次 | Hong Kong and Macau, twice', ENDORSEMENTS, fixed('30.00')),
  // [S]
  affair('hk-macau-endorsement-1y | 港澳签注 一年以内多次 | Hong Kong and Macau, up to 1 year', ENDORSEMENTS, fixed('80.00')),
  // [S]
  affair('hk-macau-endorsement-2y | 港澳签注 一至二年多次 | Hong Kong and Macau, 1 to 2 years', ENDORSEMENTS, fixed('120.00')),
  // [S]
  affair('hk-macau-endorsement-3y | 港澳签注 二至三年多次 | Hong Kong and Macau, 2 to 3 years', ENDORSEMENTS, fixed('160.00')),
  // [S]
  affair('hk-macau-endorsement-long | 港澳签注 三年以上多次 | Hong Kong and Macau, from 3 years', ENDORSEMENTS, fixed('240.00')),
  // [S] Fee lists of exit and entry administrations.
  affair('hk-macau-settlement-permit | 前往港澳通行证 | Permit to settle in Hong Kong or Macau', PERMITS, fixed('40.00')),
  // [S] The same.
  affair('taiwan-endorsement-single | 赴台签注 一次 | Taiwan, once', ENDORSEMENTS, fixed('15.00')),
  // [S] The same.
  affair('taiwan-endorsement-multiple | 赴台签注 多次 | Taiwan, several times', ENDORSEMENTS, fixed('80.00')),
  // [S] The same.
  affair('exit-entry-pass-single | 出入境通行证 一次 | Exit and entry pass, once', EXIT_PASSES, fixed('15.00')),
  // [S] The same.
  affair('exit-entry-pass-multiple | 出入境通行证 多次 | Exit and entry pass, several times', EXIT_PASSES, fixed('80.00')),
];

const OTHER_AFFAIRS: readonly Affair[] = [
  // [S] 发改价格规〔2016〕2559号, here and for the next three.
  affair('real-estate-home | 不动产登记 住宅 | Registration of a home', REGISTRATIONS, fixed('80.00')),
  // [S]
  affair('real-estate-other | 不动产登记 非住宅 | Registration of other real estate', REGISTRATIONS, fixed('550.00')),
  // [S]
  affair('real-estate-parking | 不动产登记 车位、车库、储藏室 | Registration of a parking space', REGISTRATIONS, fixed('80.00')),
  // [S]
  affair('real-estate-certificate | 不动产权证书 第二本起 | Further real estate certificate', CERTIFICATES, fixed('10.00')),
  // [S] Catalogue of Changning District.
  affair('road-occupation-a | 临时占道费 甲等 | Temporary use of a road, class A', ROAD_USE, fixed('2.00')),
  // [S] The same.
  affair('road-occupation-b | 临时占道费 乙等 | Temporary use of a road, class B', ROAD_USE, fixed('1.00')),
  // [L] Measures on the Payment of Litigation Costs 13 to 16: from 50 yuan, by the sum in dispute, and half of it in
  // a summary procedure. The measures set no upper bound; ours is that of a sum of about 4 billion yuan.
  affair('court-fee-property | 诉讼费 财产案件 | Court fee in a property case', COURT_FEES, open('25.00', '20000000.00')),
  // [L] The same, 13 (5).
  affair('court-fee-administrative | 诉讼费 行政案件 | Court fee in an administrative case', COURT_FEES, fixed('50.00')),
  // [L] The same, 13 (5): trade marks, patents and maritime cases.
  affair('court-fee-administrative-ip | 诉讼费 商标、专利、海事行政案件 | Court fee, trade mark or patent', COURT_FEES, fixed('100.00')),
  // [L] The same, 13 (4).
  affair('court-fee-labour | 诉讼费 劳动争议案件 | Court fee in a labour dispute', COURT_FEES, fixed('10.00')),
];

/** Everything that can be paid for. */
export const catalogue: readonly Affair[] = [...TRAFFIC_AFFAIRS, ...EXIT_ENTRY_AFFAIRS, ...OTHER_AFFAIRS];

/** Penalty decisions to try things out with; the persons do not exist. */
export const exampleFines: readonly Fine[] = [
  fine('310115190000123 4', 'traffic-fine', { yuan: '200.00', obligorName: '李明', servedOn: '2026-11-16' }),
  fine('310115190000124 1', 'traffic-fine', { yuan: '100.00', obligorName: '王芳', servedOn: '2026-11-18' }),
  fine('310115190000125 7', 'traffic-fine', { yuan: '2000.00', obligorName: '赵强', servedOn: '2026-10-09' }),
  fine('310104190000088 0', 'pedestrian-fine', { yuan: '20.00', obligorName: '陈静', servedOn: '2026-11-20' }),
  fine('310104190000089 X', 'pedestrian-fine', { yuan: '50.00', obligorName: '𠮷田健', servedOn: '2026-11-20' }),
];

interface FineFacts {
  yuan: string;
  obligorName: string;
  servedOn: string;
}

function fine(printedNo: string, affairCode: string, { yuan, ...facts }: FineFacts): Fine {
  const [decisionNo = '', checkDigit = null] = printedNo.split(' ');
  const amountFen: Fen = parseYuan(yuan);
  return { ...facts, decisionNo, checkDigit, affairCode, amountFen };
}
