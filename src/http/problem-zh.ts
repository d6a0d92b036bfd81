import type { ErrorKind } from '../kernel/errors';
import { CHINESE_BOOK_DETAILS } from './problem-zh-books';

/** What an answer says to whoever prefers Chinese; a code that is not here keeps its English text. */
export const CHINESE_TITLES: Readonly<Record<ErrorKind, string>> = {
  malformed: '请求无法读取',
  invalid: '请求有误',
  unauthenticated: '未通过身份验证',
  forbidden: '没有权限',
  'not-found': '没有找到',
  conflict: '与当前状态冲突',
  rejected: '已拒绝',
  unavailable: '暂时不可用',
  'outcome-unknown': '结果尚不明确',
};

/** By the code of the error. */
export const CHINESE_DETAILS: Readonly<Record<string, string>> = {
  ...CHINESE_BOOK_DETAILS,
  // Decisions
  NOT_YET_ENTERED:
    '执法部门还没有录入这份决定书。纸质决定书最迟 48 小时内录入：请稍后再试，或者核对编号。没有下单，没有扣款。',
  REGISTER_UNAVAILABLE: '执法部门的登记库没有给出可用的答复。没有扣款，请稍后再试。',
  REGISTER_OUTCOME_UNKNOWN: '还不知道执法部门的登记库是否收到，会再次报送。',
  FINE_NOT_FOUND: '这里没有这个编号的处罚决定，也没有收到过它的款项。',
  NOT_A_DECISION: '这份文书不是处罚决定书。违法行为处理之前无需缴款，也不能缴款。',
  FINE_NOT_SERVED: '处罚决定书还没有送达，现在无需缴款，也不能缴款。',
  SIMPLE_PROCEDURE_LIMIT_EXCEEDED: '简易程序的决定不能处以这么高的罚款，请处罚机关核对。',
  SUSPENSIONS_OVERLAP: '这份决定的两段复议或诉讼期间互相重叠，请处罚机关更正。',
  DECISION_INCONSISTENT: '这份决定登记的内容互相矛盾，请处罚机关更正。',
  PARTIAL_NOT_ALLOWED: '罚款应一次缴清，或者按处罚机关批准的分期缴纳。没有扣款。',
  FINE_AMOUNT_DIFFERS: '所报金额高于应缴金额。没有扣款。',
  NOTHING_OWED: '这份决定没有应缴的款项：已经缴清或者已被撤销。没有扣款。',
  PAID_FINE_UNCHANGEABLE:
    '这笔罚款已有款项到账，只能减免或者撤销，差额会退回，其他内容不能再改。减免后的各期期限不变、金额不增，已到账的期不能删去。',
  AGENCY_MISMATCH: '这个密钥只能报送本单位的决定。没有任何改动。',
  IMPORT_FILE_EXPECTED:
    '请发送 JSON 行（Content-Type: application/x-ndjson）或 CSV（Content-Type: text/csv）。',
  ROW_UNREADABLE: '这一行无法读取。',
  DUPLICATE_ROW: '文件中已有这份决定。只以第一行为准，这一行没有处理。',
  TOO_MANY_ROWS: '文件的行数超过一次导入的上限。从这一行起没有处理，请把其余部分另存为一个文件。',
  FINE_LOOKUP_CLOSED: '本平台没有开通罚款查询，请不要填写 licence_tail、plate 和 engine_tail。',
  LOOKUP_PROOF_INVALID: '查询已经过时。没有执行，请重新查询。',
  CALENDAR_YEAR_MISSING: '那一年的工作日安排还没有载入，无法计算期限。没有任何改动。',
  // Orders and payments
  ORDER_NOT_FOUND: '没有这个订单。',
  ORDER_NOT_OPEN: '订单已不能支付或关闭，状态见 details。本次请求没有扣款。',
  ORDER_BEING_PAID: '订单正在支付。没有关闭，请重试。',
  FINE_ALREADY_PAID: '这笔罚款已经缴清。没有下单，没有扣款。',
  RETURN_URL_NOT_REGISTERED:
    'return_url 的来源没有为您的系统登记，或者不是 https。请联系平台运营方登记。没有下单。',
  PAYMENT_NOT_FOUND: '没有这笔支付。',
  PAYMENT_OUTCOME_UNKNOWN:
    '支付渠道没有给出可信的答复，还不能显示二维码。没有扣款。请再次请求：打开的是同一笔支付。',
  PAYMENT_REFUSED: '支付渠道没有受理。没有扣款，请换一种支付方式。',
  CHANNEL_UNAVAILABLE: '暂时连接不上支付渠道，请稍后再试。',
  CHANNEL_PAUSED: '暂时不能使用这个支付渠道，请换一种支付方式，或者稍后再试。',
  // Keys and requests
  KEY_MISSING: '请以 “Authorization: Bearer <密钥>” 发送您的 API 密钥。',
  KEY_INVALID: 'API 密钥无效。',
  SCOPE_MISSING: '这个密钥没有此项权限。请向平台运营方申请具有 details 中 scope 的密钥。',
  IDEMPOTENCY_KEY_MISSING: '请发送 Idempotency-Key，1 至 255 个可见字符：一个意图一个键。',
  IDEMPOTENCY_KEY_REUSED: '这个 Idempotency-Key 已用于另一个请求。没有任何改动，请为新的意图使用新的键。',
  IDEMPOTENCY_KEY_IN_FLIGHT: '使用这个 Idempotency-Key 的请求还在处理，请稍后以同一个键重试。',
  NOT_FOUND: '这里什么也没有。',
  JSON_EXPECTED: '请发送 JSON 对象（Content-Type: application/json）。',
  MALFORMED_JSON: '请求正文不是有效的 JSON，或者不是 UTF-8。',
  MALFORMED_REQUEST: '请求无法读取。',
  BODY_TOO_LARGE: '请求正文过大。',
  ENCODING_UNSUPPORTED: '不支持这种 Content-Encoding。',
  CHARSET_UNSUPPORTED: '不支持这种字符集，请使用 UTF-8。',
  METHOD_NOT_ALLOWED: '这个路径没有这种方法，可用的方法见响应头 Allow。',
  OVERLOADED: '当前请求过多。没有任何改动，请几秒后重试。',
  DATABASE_UNAVAILABLE: '暂时连接不上数据库，请稍后重试；请求带有 Idempotency-Key 的，请使用同一个键。',
  INTERNAL_ERROR: '我们这边出了问题。请先查询订单的状态，再决定是否重试。',
  REQUEST_INVALID: '请求中有不正确的字段。没有任何改动。',
};

/** What an error says more exactly than its code, by the English text of it. */
export const CHINESE_MESSAGES: Readonly<Record<string, string>> = {
  'This row cannot be read. It is longer than a decision can be.': '这一行无法读取：长度超过上限。',
  'This row cannot be read. It is not UTF-8.': '这一行无法读取：不是 UTF-8 编码。',
  'This row cannot be read. It is not GB18030.': '这一行无法读取：不是 GB18030 编码。',
  'This row cannot be read. It is not JSON.': '这一行无法读取：不是 JSON。',
  'This row cannot be read. The names of the columns have a quotation mark that is out of place.':
    '列名一行无法读取：有一个引号的位置不对。',
  'This row cannot be read. A quotation mark is out of place. A field has no line break.':
    '这一行无法读取：有一个引号的位置不对，字段中不能换行。',
  'This row cannot be read. It has more or fewer fields than the file has columns.':
    '这一行无法读取：字段数与列数不一致。',
};

/** What in the facts of a decision contradicts the rest (`details.problem`), by the English text of it. */
export const CHINESE_CONTRADICTIONS: Readonly<Record<string, string>> = {
  'the amount is not positive': '金额须大于零',
  'the proven arrival is before the sending': '证明的到达日早于发送日',
  'the reduced amount is not below the decided one': '减免后的金额没有低于原决定的金额',
  'a received amount is not positive': '已收金额须大于零',
  'an instalment is not positive': '分期金额须大于零',
  'the instalments are not in the order of their due days': '各期没有按期限先后排列',
  'the instalments are not the principal': '各期金额之和不等于罚款金额',
  'a suspension ends before it begins': '复议或诉讼期间的结束日早于开始日',
  'money was received for a part that does not exist': '已收款项所属的一期并不存在',
};

/** What is wrong with a field, by the English text of it; the rest is said by the validation library. */
export const CHINESE_FIELDS: Readonly<Record<string, string>> = {
  'This field is not known here.': '没有这个字段。',
  'The number has a space in it.': '编号中有空格。',
  'The number has full-width digits; use 0 to 9.': '编号中有全角数字，请使用半角的 0 到 9。',
  'The number has something else than digits.': '编号只能是数字。',
  'The number must have 15 digits, or 16 with the check digit.':
    '编号须为 15 位数字，或连同校验位 16 位数字。',
  'must be the last four characters of the driving licence': '须为驾驶证号的后四位',
  'must be a number plate without spaces': '须为号牌号码，不含空格',
  'must be the last six characters of the engine number': '须为发动机号的后六位',
  'plate and engine_tail go together': 'plate 和 engine_tail 须同时填写',
  'must not have control characters': '不能含有控制字符',
  'must not have NUL characters': '不能含有空字符',
  'must not have blanks or control characters': '不能含有空格或控制字符',
  'must not have half of a surrogate pair': '含有不完整的字符',
  'must be the number of a telephone': '须为电话号码',
  'There is no such column, or it is there twice.': '没有这一列，或者这一列重复。',
  'This column is missing.': '缺少这一列。',
  'at most 20 entries': '最多 20 项',
  'must be 20 digits of which the last one checks the others': '须为 20 位数字，最后一位是校验位',
  'This day is in the future.': '这一天还没有到。',
  'There is no such fine among the affairs.': '缴费事项中没有这种罚款。',
  'This decision is known with another check digit.': '这份决定登记的校验位与此不同。',
  'This day has not begun yet.': '这一天还没有开始。',
  'There is no such list.': '没有这个列表。',
  'This is not among the choices.': '请从给出的选项中选择。',
  'There is no such channel.': '没有这个渠道。',
  'This report needs it.': '这个报表需要填写此项。',
  'must be a day': '请选择日期',
  'must not be before from': '不能早于起始日',
  'The total is too large.': '合计金额过大。',
  'The price of this affair is fixed; leave the amount out.': '这个事项的价格是固定的，请不要填写金额。',
  'The price of this affair is open; name the amount.': '这个事项没有固定价格，请填写金额。',
  'The amount is outside the range of this affair.': '金额超出这个事项的范围。',
  'The fee comes to another amount; leave it out or name that one.':
    '应收金额与此不同，请不填或者填写应收金额。',
  'The price of this affair does not depend on that.': '这个事项的价格与此无关。',
  'That day has not come yet.': '这一天还没有到。',
  'This decision is in the order already.': '订单中已有这份决定。',
  'There is no such affair.': '没有这个缴费事项。',
  'Only a fine has a decision number.': '只有罚款才有决定书编号。',
  'A decision is paid once.': '一份决定只缴一次。',
  'The decision is about another affair.': '这份决定属于另一个事项。',
  'Only a known decision has instalments.': '只有已登记的决定才能分期。',
  // Of the books
  'must not be empty': '请填写此项',
  'This filter is too long to be kept.': '筛选条件过长，不能保存为视图',
  'must not be before `from`, nor more than a year after it': '不能早于起始日，期间最长一年',
  'both, or neither': '起始日和截止日须同时填写，或都不填',
  'not with from and to': '不能与起始日、截止日同时使用',
  'must not be before `from`': '不能早于起始日',
  'must be a month such as 2026-11, or a year': '须为月份（例如 2026-11）或年度（例如 2026）',
  'must be a month or a year': '须为月份（例如 2026-11）或年度（例如 2026）',
  'must be an amount such as 1200.00': '须为金额，例如 1200.00',
  'must be an amount in yuan with two decimals at most': '金额须以元为单位，最多两位小数',
  'The form cannot be read.': '表单无法读取，请重新填写',
  'must be given with claim_to_order, and only then': '处理方式为“认领到订单”时填写，其他方式不填',
  'can only be given with adjust': '只有调账才填写科目和金额',
  'must be one where an order or a journal is given': '填写订单号或调账科目时，一次只能处理一条差异',
  'must be a next_cursor of this list': '翻页位置不正确，请从第一页重新查看',
  'must name each once': '同一项不能重复',
  'must name each item once': '同一收入项目不能重复',
  'must have either amount, or credit and debit': '须有金额列，或者收入列和支出列',
  'This channel has no such scene.': '该渠道没有这种支付场景。',
  'This scene of the channel needs it.': '该渠道的这种支付场景需要填写此项。',
};
