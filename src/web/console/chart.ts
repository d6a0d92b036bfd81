import type { TrendPoint } from '../../console/overview';
import type { BusinessDay } from '../../kernel/business-day';
import { formatYuan } from '../../kernel/money';

const SIZE = { width: 960, height: 260 };
/** Each is told from the others by day and by night, and from the ground. */
const COLOURS = ['#1f9d63', '#3f8fd6', '#c0762b', '#9467bd'];
const INK = '#7b8a93';

interface Trend {
  days: readonly BusinessDay[];
  /** The channels, by code and name. */
  channels: readonly (readonly [code: string, name: string])[];
  points: readonly TrendPoint[];
}

/** The trend as an SVG in a data URL: a picture of its own, so that the policy of the page allows no style in it. */
export async function drawTrend({ days, channels, points }: Trend): Promise<string> {
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
    yAxis: { type: 'value', splitLine: { lineStyle: { color: INK, opacity: 0.3 } } },
    series: channels.map(([code, name]) => ({
      name,
      type: 'bar',
      stack: 'all',
      // A picture may round what the table below it does not.
      data: days.map((day) => Number(formatYuan(amountOf(points, code, day)))),
    })),
  });
  const svg = chart.renderToSVGString();
  chart.dispose();
  return `data:image/svg+xml;base64,${Buffer.from(svg).toString('base64')}`;
}

/** What a channel took in on a day. */
export function amountOf(points: readonly TrendPoint[], channel: string, day: BusinessDay): bigint {
  return points.find((point) => point.channel === channel && point.businessDay === day)?.collectedFen ?? 0n;
}
