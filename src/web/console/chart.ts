import type { BusinessDay } from '../../kernel/business-day';

const SIZE = { width: 960, height: 260 };
/** Each is told from the others by day and by night, and from the ground. */
const COLOURS = ['#1f9d63', '#3f8fd6', '#c0762b', '#9467bd'];
const INK = '#7b8a93';

/** Bars of one colour, one for each day. */
export interface Series {
  name: string;
  values: readonly number[];
}

/** Bars over days as an SVG in a data URL: a picture of its own, so that the policy of the page allows no style in it. */
export async function drawBars(days: readonly BusinessDay[], series: readonly Series[]): Promise<string> {
  // Takes as long to load as everything else here; who never opens the console never waits for it.
  const { init } = await import('echarts');
  const chart = init(null, null, { renderer: 'svg', ssr: true, ...SIZE });
  chart.setOption({
    animation: false,
    color: COLOURS,
    textStyle: { color: INK, fontFamily: 'sans-serif', fontSize: 13 },
    legend: { top: 0, textStyle: { color: INK } },
    grid: { left: 8, right: 8, top: 36, bottom: 8, containLabel: true },
    xAxis: {
      type: 'category',
      data: days.map((day) => day.slice(5)),
      axisLine: { lineStyle: { color: INK } },
    },
    yAxis: { type: 'value', minInterval: 1, splitLine: { lineStyle: { color: INK, opacity: 0.3 } } },
    series: series.map(({ name, values }) => ({ name, type: 'bar', stack: 'all', data: [...values] })),
  });
  const svg = chart.renderToSVGString();
  chart.dispose();
  return `data:image/svg+xml;base64,${Buffer.from(svg).toString('base64')}`;
}
