/** A calendar day in Asia/Shanghai, as 'YYYY-MM-DD'. */
export type BusinessDay = string;

// Asia/Shanghai has been a fixed UTC+8 without daylight saving since 1991.
const OFFSET_MS = 8 * 3_600_000;
const DAY_MS = 86_400_000;
const DAY = /^(?!0000)\d{4}-\d{2}-\d{2}$/;
const LOCAL_TIME = /^[12]\d{3}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01]) ([01]\d|2[0-3])(:[0-5]\d){2}$/;

const shifted = (at: Date): string => new Date(at.getTime() + OFFSET_MS).toISOString();

/** The business day that an instant falls on. */
export function businessDayOf(at: Date): BusinessDay {
  return shifted(at).slice(0, 10);
}

/** Whether the text is a real calendar day; '2026-02-30' is not. */
export function isBusinessDay(text: string): boolean {
  if (!DAY.test(text)) return false;
  const at = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(at.getTime()) && at.toISOString().slice(0, 10) === text;
}

/** The instant at which the business day begins (00:00 in Shanghai). */
export function startOfBusinessDay(day: BusinessDay): Date {
  return new Date(Date.parse(`${day}T00:00:00Z`) - OFFSET_MS);
}

/** The day that many days later, or earlier where negative. */
export function addDays(day: BusinessDay, days: number): BusinessDay {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);
}

/** How many days the second day is after the first; negative where it is before. */
export function daysBetween(from: BusinessDay, to: BusinessDay): number {
  return (Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / DAY_MS;
}

/** RFC 3339 with +08:00 and whole seconds: the form of every time in the API. */
export function formatBeijing(at: Date): string {
  return `${shifted(at).slice(0, 19)}+08:00`;
}

/** 'YYYY-MM-DD HH:mm:ss' in Shanghai: the form of times in statements and on the Alipay gateway. */
export function formatBeijingLocal(at: Date): string {
  return shifted(at).slice(0, 19).replace('T', ' ');
}

/**
 * Reads 'YYYY-MM-DD HH:mm:ss' as a time in Shanghai.
 * @throws RangeError when the text has another form or is no real time
 */
export function parseBeijingLocal(text: string): Date {
  const midnight = LOCAL_TIME.test(text) ? midnightOf(text.slice(0, 10)) : null;
  if (midnight === null) throw new RangeError(`not a local time: ${JSON.stringify(text.slice(0, 40))}`);
  const seconds = (twoDigits(text, 11) * 60 + twoDigits(text, 14)) * 60 + twoDigits(text, 17);
  return new Date(midnight + seconds * 1000);
}

const twoDigits = (text: string, at: number): number =>
  (text.charCodeAt(at) - 0x30) * 10 + text.charCodeAt(at + 1) - 0x30;

/** The day of the time that was read last: a statement has a million times, and most of one day. */
let lastDay: { day: string; midnight: number | null } = { day: '', midnight: null };

/** Milliseconds since 1970, or null for 30 February. */
function midnightOf(day: string): number | null {
  if (day !== lastDay.day)
    lastDay = { day, midnight: isBusinessDay(day) ? startOfBusinessDay(day).getTime() : null };
  return lastDay.midnight;
}
