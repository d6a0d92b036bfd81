import type { Affair, Agency } from '../src/affairs/affair';
import type { PriceRule, Scale } from '../src/affairs/price-rule';
import { parseYuan } from '../src/kernel/money';

// What can be paid for in a city that does not exist. Prices are those of Chinese fee rules, each with its source:
// [L] a law or regulation, [S] a published official fee list. The city, its agencies, the codes of agencies and of
// income items, and upper bounds without a source are ours. Where a choice sets the price, each choice is an affair.

export const TRAFFIC_POLICE: Agency = {
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
  kind?: Affair['kind'];
}

type Row = [code: string, nameZh: string, nameEn: string, unitName: string, priceRule: PriceRule];

function affairsOf({ agency, code, name, kind = 'fee' }: IncomeItem, rows: readonly Row[]): Affair[] {
  return rows.map(([affairCode, nameZh, nameEn, unitName, priceRule]) => ({
    code: affairCode,
    kind,
    nameZh,
    nameEn,
    agency,
    incomeItem: { code, name },
    unitName,
    priceRule,
  }));
}

function fixed(yuan: string): PriceRule {
  return { kind: 'fixed', unitFen: parseYuan(yuan) };
}

function open(leastYuan: string, mostYuan: string): PriceRule & { kind: 'open' } {
  return { kind: 'open', minFen: parseYuan(leastYuan), maxFen: parseYuan(mostYuan) };
}

/** [L] Measures on the Payment of Litigation Costs, art. 13: of what lies above each sum, so many ten-thousandths. */
const COURT_SCALE: Scale = {
  baseFen: parseYuan('50.00'),
  brackets: [
    { aboveFen: parseYuan('10000.00'), perTenThousand: 250n },
    { aboveFen: parseYuan('100000.00'), perTenThousand: 200n },
    { aboveFen: parseYuan('200000.00'), perTenThousand: 150n },
    { aboveFen: parseYuan('500000.00'), perTenThousand: 100n },
    { aboveFen: parseYuan('1000000.00'), perTenThousand: 90n },
    { aboveFen: parseYuan('2000000.00'), perTenThousand: 80n },
    { aboveFen: parseYuan('5000000.00'), perTenThousand: 70n },
    { aboveFen: parseYuan('10000000.00'), perTenThousand: 60n },
    { aboveFen: parseYuan('20000000.00'), perTenThousand: 50n },
  ],
};

/** [S] 发改价格〔2019〕914号: 160 yuan for what was accepted before. */
const PASSPORT_PRICE: PriceRule = {
  kind: 'fixed',
  unitFen: parseYuan('120.00'),
  earlier: [{ before: '2019-07-01', unitFen: parseYuan('160.00') }],
};

const trafficAffairs: readonly Affair[] = [
  ...affairsOf({ agency: TRAFFIC_POLICE, code: '10101', name: '交通违法罚款', kind: 'fine' }, [
    // [L] Road Traffic Safety Law, art. 90 (20 to 200 yuan), 91, 96, 98 and 99 (up to 5000 yuan).
    ['traffic-fine', '机动车交通违法罚款', 'Traffic fine, motor vehicle', '件', open('20.00', '5000.00')],
    // [L] Road Traffic Safety Law, art. 89.
    ['pedestrian-fine', '行人、非机动车交通违法罚款', 'Traffic fine, others', '件', open('5.00', '50.00')],
  ]),
  ...affairsOf({ agency: TRAFFIC_POLICE, code: '10201', name: '机动车号牌工本费' }, [
    // [S] Fee list of the traffic police, Yinchuan 2025-09.
    ['vehicle-plate', '汽车号牌', 'Licence plates, car', '副', fixed('100.00')],
    // [S] 发改价格规〔2019〕1931号.
    ['motorcycle-plate', '摩托车号牌', 'Licence plates, motorcycle', '副', fixed('35.00')],
    // [S] Fee lists of the traffic police.
    ['trailer-plate', '挂车号牌', 'Licence plate, trailer', '面', fixed('50.00')],
    // [S] The same.
    ['low-speed-plate', '三轮汽车、低速货车号牌', 'Licence plates, low-speed vehicle', '副', fixed('40.00')],
    // [S] The same.
    ['temporary-plate', '临时行驶车号牌', 'Temporary licence plate', '张', fixed('5.00')],
    // [S] The same.
    ['temporary-entry-plate', '临时入境机动车号牌', 'Licence plate, visiting vehicle', '副', fixed('10.00')],
  ]),
  ...affairsOf({ agency: TRAFFIC_POLICE, code: '10202', name: '机动车证件工本费' }, [
    // [S] 发改价格〔2017〕1186号.
    ['vehicle-licence', '机动车行驶证', 'Vehicle licence', '本', fixed('10.00')],
    // [S] Fee lists of the traffic police.
    ['vehicle-registration', '机动车登记证书', 'Vehicle registration certificate', '本', fixed('10.00')],
    // [S] The same.
    ['driving-licence', '机动车驾驶证', 'Driving licence', '本', fixed('10.00')],
    // [S] The same.
    ['temporary-entry-licence', '临时入境机动车行驶证', 'Vehicle licence, visiting', '本', fixed('10.00')],
    // [S] The same.
    ['temporary-driving-permit', '临时机动车驾驶许可', 'Temporary driving permit', '本', fixed('10.00')],
  ]),
];

const exitEntryAffairs: readonly Affair[] = [
  ...affairsOf({ agency: EXIT_ENTRY, code: '20201', name: '因私护照费' }, [
    // [S] 发改价格〔2019〕914号.
    ['passport', '普通护照', 'Ordinary passport', '本', PASSPORT_PRICE],
    // [S] The same.
    ['passport-endorsement', '护照加注', 'Endorsement in a passport', '项', fixed('20.00')],
  ]),
  ...affairsOf({ agency: EXIT_ENTRY, code: '20202', name: '往来港澳通行证件费' }, [
    // [S] 发改价格〔2019〕914号.
    ['hk-macau-permit', '往来港澳通行证', 'Travel permit, Hong Kong and Macau', '本', fixed('60.00')],
    // [S] Fee lists of exit and entry administrations.
    [
      'hk-macau-one-way-permit',
      '前往港澳通行证',
      'One-way permit, Hong Kong and Macau',
      '本',
      fixed('40.00'),
    ],
  ]),
  ...affairsOf({ agency: EXIT_ENTRY, code: '20203', name: '往来港澳台签注费' }, [
    // [S] Fee lists of exit and entry administrations, as all of this income item.
    ['hk-macau-endorsement-single', '港澳签注（一次）', 'Hong Kong and Macau, once', '项', fixed('15.00')],
    // [S] The same.
    ['hk-macau-endorsement-double', '港澳签注（二次）', 'Hong Kong and Macau, twice', '项', fixed('30.00')],
    // [S] The same.
    [
      'hk-macau-endorsement-1y',
      '港澳签注（一年以内多次）',
      'Hong Kong and Macau, ≤ 1 year',
      '项',
      fixed('80.00'),
    ],
    // [S] The same.
    [
      'hk-macau-endorsement-2y',
      '港澳签注（一至二年多次）',
      'Hong Kong and Macau, 1–2 years',
      '项',
      fixed('120.00'),
    ],
    // [S] The same.
    [
      'hk-macau-endorsement-3y',
      '港澳签注（二至三年多次）',
      'Hong Kong and Macau, 2–3 years',
      '项',
      fixed('160.00'),
    ],
    // [S] The same.
    [
      'hk-macau-endorsement-long',
      '港澳签注（三年以上多次）',
      'Hong Kong and Macau, ≥ 3 years',
      '项',
      fixed('240.00'),
    ],
    // [S] The same.
    ['taiwan-endorsement-single', '赴台签注（一次）', 'Taiwan, once', '项', fixed('15.00')],
    // [S] The same.
    ['taiwan-endorsement-multiple', '赴台签注（多次）', 'Taiwan, several times', '项', fixed('80.00')],
  ]),
  ...affairsOf({ agency: EXIT_ENTRY, code: '20204', name: '出入境通行证费' }, [
    // [S] Fee lists of exit and entry administrations.
    ['exit-entry-pass-single', '出入境通行证（一次）', 'Exit and entry pass, once', '本', fixed('15.00')],
    // [S] The same.
    [
      'exit-entry-pass-multiple',
      '出入境通行证（多次）',
      'Exit and entry pass, multiple',
      '本',
      fixed('80.00'),
    ],
  ]),
];

const otherAffairs: readonly Affair[] = [
  ...affairsOf({ agency: REAL_ESTATE, code: '30201', name: '不动产登记费' }, [
    // [S] 发改价格规〔2016〕2559号.
    ['real-estate-home', '不动产登记（住宅）', 'Real estate registration, home', '件', fixed('80.00')],
    // [S] The same.
    ['real-estate-other', '不动产登记（非住宅）', 'Real estate registration, other', '件', fixed('550.00')],
    // [S] The same.
    [
      'real-estate-parking',
      '不动产登记（车位、车库、储藏室）',
      'The same, parking space',
      '件',
      fixed('80.00'),
    ],
    // [S] The same: the first certificate is free.
    ['real-estate-certificate', '不动产权证书（第二本起）', 'Further certificate', '本', fixed('10.00')],
  ]),
  ...affairsOf({ agency: CITY_APPEARANCE, code: '40201', name: '城市道路占用费' }, [
    // [S] Fee catalogue of Changning District.
    ['road-occupation-a', '临时占道费（甲等）', 'Use of a road, class A', '平方米·天', fixed('2.00')],
    // [S] The same.
    ['road-occupation-b', '临时占道费（乙等）', 'Use of a road, class B', '平方米·天', fixed('1.00')],
  ]),
  ...affairsOf({ agency: COURT, code: '50201', name: '诉讼费' }, [
    // [L] Measures on the Payment of Litigation Costs, art. 13 to 16: from 50 yuan, by the sum in dispute, and half
    // of it in a summary procedure. There is no upper bound; ours is the fee for a dispute of some 4 billion yuan.
    [
      'court-fee-property',
      '诉讼费（财产案件）',
      'Court fee, property',
      '件',
      { ...open('25.00', '20000000.00'), scale: COURT_SCALE },
    ],
    // [L] The same, art. 13.
    ['court-fee-administrative', '诉讼费（行政案件）', 'Court fee, administrative', '件', fixed('50.00')],
    // [L] The same: trade marks, patents and maritime cases.
    [
      'court-fee-administrative-ip',
      '诉讼费（商标、专利、海事）',
      'The same, trade marks',
      '件',
      fixed('100.00'),
    ],
    // [L] The same.
    ['court-fee-labour', '诉讼费（劳动争议案件）', 'Court fee, labour dispute', '件', fixed('10.00')],
  ]),
];

/** Everything that can be paid for. */
export const catalogue: readonly Affair[] = [...trafficAffairs, ...exitEntryAffairs, ...otherAffairs];
