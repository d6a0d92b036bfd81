import { parseDecimal, type Fen } from '../../kernel/money';
import { BusinessRefusal } from './refusal';

type Biz = Readonly<Record<string, unknown>>;

/** @throws BusinessRefusal when it is no text or longer than `max` characters; an empty one counts as absent */
export function optionalText(biz: Biz, field: string, max: number): string | null {
  const value = biz[field];
  if (value === undefined || value === null || value === '') return null;
  if (typeof value !== 'string' || [...value].length > max) throw invalid(`${field}参数无效`);
  return value;
}

/** @throws BusinessRefusal also when it is absent */
export function requiredText(biz: Biz, field: string, max: number): string {
  const text = optionalText(biz, field, max);
  if (text === null) throw invalid(`${field}参数缺失`);
  return text;
}

/** Yuan with at most two decimals, 0.01 to 100,000,000; Alipay also takes a JSON number. */
export function requiredAmount(biz: Biz, field: string): Fen {
  const value = biz[field];
  const text = typeof value === 'number' ? String(value) : value;
  if (typeof text !== 'string') throw invalid(`${field}参数缺失`);
  let fen: Fen;
  try {
    fen = parseDecimal(text, 2);
  } catch {
    throw invalid(`${field}参数无效`);
  }
  if (fen < 1n || fen > 10_000_000_000n)
    throw new BusinessRefusal('ACQ.TOTAL_FEE_EXCEED', '交易金额超出范围');
  return fen;
}

/** The refusal of a business parameter. */
export const invalid = (message: string): BusinessRefusal =>
  new BusinessRefusal('ACQ.INVALID_PARAMETER', message);
