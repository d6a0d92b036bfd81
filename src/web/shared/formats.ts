import { businessDayOf, formatBeijing } from '../../kernel/business-day';
import type { BusinessDay } from '../../kernel/business-day';
import { formatYuan } from '../../kernel/money';
import type { Fen } from '../../kernel/money';
import type { Language } from './language';

/** `123456n` is "¥1,234.56". Text all the way, so that no digit is lost. */
export function formatAmount(amountFen: Fen): string {
  return `¥${formatYuan(amountFen).replace(/\B(?=(\d{3})+\.)/g, ',')}`;
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** Beijing time, with the day only where it is not today: "14:32", "11月25日 14:32", "25 Nov, 14:32". */
export function formatClock(at: Date, now: Date, language: Language): string {
  const text = formatBeijing(at);
  const time = text.slice(11, 16);
  const [year = '', month = '', day = ''] = businessDayOf(at)
    .split('-')
    .map((part) => String(Number(part)));
  if (businessDayOf(at) === businessDayOf(now)) return time;
  const isThisYear = businessDayOf(now).startsWith(year);
  if (language === 'en') {
    const date = `${day} ${MONTHS[Number(month) - 1] ?? ''}`;
    return `${isThisYear ? date : `${date} ${year}`}, ${time}`;
  }
  return `${isThisYear ? '' : `${year}年`}${month}月${day}日 ${time}`;
}

/** A business day with its year: "2026年1月20日", "20 Jan 2026". */
export function formatDay(day: BusinessDay, language: Language): string {
  const [year = 0, month = 0, date = 0] = day.split('-').map(Number);
  return language === 'en' ? `${date} ${MONTHS[month - 1] ?? ''} ${year}` : `${year}年${month}月${date}日`;
}

/** What is left in whole minutes, rounded down to what can be relied on; null from a day on. */
export function formatRemaining(until: Date, now: Date, language: Language): string | null {
  const minutes = Math.floor((until.getTime() - now.getTime()) / 60_000);
  if (minutes >= 24 * 60) return null;
  const hours = Math.floor(minutes / 60);
  const rest = minutes % 60;
  if (language === 'en') {
    if (minutes < 1) return 'less than 1 minute left';
    return hours > 0 ? `${hours} h ${rest} min left` : `${minutes} min left`;
  }
  if (minutes < 1) return '不到 1 分钟';
  return hours > 0 ? `还剩 ${hours} 小时 ${rest} 分钟` : `还剩 ${minutes} 分钟`;
}
