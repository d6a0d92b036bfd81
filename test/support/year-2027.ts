import type { Holiday } from '../../src/fines/holiday';

const SOURCE = 'an arrangement made up for the tests';

const rest = (name: string, ...days: string[]): Holiday[] =>
  days.map((day) => ({ day: `2027-${day}`, isWorkday: false, name, source: SOURCE }));

/** A year 2027 as it might be arranged. */
export const YEAR_2027: readonly Holiday[] = [
  ...rest('元旦', '01-01', '01-02', '01-03'),
  ...rest('春节', '02-05', '02-06', '02-07', '02-08', '02-09', '02-10', '02-11', '02-12'),
  { day: '2027-02-20', isWorkday: true, name: '春节', source: SOURCE },
  ...rest('清明节', '04-05'),
  ...rest('劳动节', '05-01', '05-02', '05-03'),
  ...rest('端午节', '06-09'),
  ...rest('中秋节', '09-15'),
  ...rest('国庆节', '10-01', '10-02', '10-03', '10-04', '10-05', '10-06', '10-07'),
];

/** As the operator's file has it. */
export const CSV_2027 = [
  'day,is_workday,name',
  ...YEAR_2027.map(({ day, isWorkday, name }) => `${day},${isWorkday},${name}`),
  '',
].join('\r\n');
