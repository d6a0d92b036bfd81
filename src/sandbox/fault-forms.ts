import { listKnownFaults, nameOf, TARGET_NAMES } from './fault-names';
import type { KnownFault } from './fault-names';
import type { Fault, Faults } from './faults';
import { escapeHtml, fieldOf } from './html';

const CHANNEL_NAMES = { wechat: '微信支付 WeChat Pay', alipay: '支付宝 Alipay' } as const;
/** What the page has no field for takes the value that its fault is mostly set with. */
const SETTINGS: Readonly<Record<string, object>> = { outcome: { status: 'ABNORMAL' } };

/** Adds or removes what the form says. @returns why it cannot be, or null */
export function changeFaults(faults: Faults, fields: Record<string, unknown>): string | null {
  if (fieldOf(fields, 'clear')) faults.clear();
  else if (fieldOf(fields, 'remove')) faults.remove(fieldOf(fields, 'remove'));
  else return addFault(faults, fields);
  return null;
}

function addFault(faults: Faults, fields: Record<string, unknown>): string | null {
  const [target, kind = ''] = fieldOf(fields, 'fault').split('/');
  const optional = ['out_trade_no', 'business_day', 'times', 'ms'].filter((name) => fieldOf(fields, name));
  const given = Object.fromEntries(optional.map((name) => [name, fieldOf(fields, name).trim()]));
  try {
    faults.add({ ...SETTINGS[kind], channel: fields.channel, target, kind, ...given });
    return null;
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return error.message;
  }
}

/** Every fault can be set here, and what is set can be taken away. @param refused why the last one could not be set */
export function faultForms(faults: Faults, refused: string): string {
  const alert = refused
    ? `<p class="card" role="alert">不能设置这个故障 This fault cannot be set: ${escapeHtml(refused)}</p>`
    : '';
  const active = faults.list().map(activeRow).join('');
  const list = active
    ? `<ul>${active}</ul><form action="/sandbox/page/faults" method="post"><input type="hidden" name="clear" value="1"><button>全部清除 Clear all</button></form>`
    : '<p class="quiet">没有故障。No faults.</p>';
  return `${alert}<form action="/sandbox/page/faults" method="post"><div class="fields">
<div><label for="channel">渠道 Channel</label><select id="channel" name="channel">${channelOptions()}</select></div>
<div><label for="fault">故障 Fault</label><select id="fault" name="fault">${faultOptions()}</select></div>
${field('out_trade_no', '商户订单号 Number', 'text')}${field('business_day', '营业日 Business day', 'date')}
${field('times', '次数 Times', 'number')}${field('ms', '毫秒 Milliseconds', 'number')}
<button>添加 Add</button></div>
<p class="quiet">除渠道和故障外都可不填：对账单的故障一直有效，其他的发生一次。All but channel and fault may be left empty: a fault of a statement stays, any other happens once.</p></form>${list}`;
}

function channelOptions(): string {
  const names = Object.entries(CHANNEL_NAMES);
  return names.map(([value, name]) => `<option value="${value}">${name}</option>`).join('');
}

function faultOptions(): string {
  const known = listKnownFaults();
  const groups = Object.entries(TARGET_NAMES).map(([target, [zh, en]]) => {
    const options = known.filter((fault) => fault.target === target).map(faultOption);
    return `<optgroup label="${zh} ${en}">${options.join('')}</optgroup>`;
  });
  return groups.join('');
}

function faultOption({ target, kind, name, channels }: KnownFault): string {
  const only =
    channels.length === 1
      ? ` (${channels[0] === 'wechat' ? '仅微信 WeChat only' : '仅支付宝 Alipay only'})`
      : '';
  return `<option value="${target}/${kind}">${name.zh} ${name.en}${only}</option>`;
}

function field(name: string, label: string, type: string): string {
  const least = type === 'number' ? ' min="1"' : '';
  return `<div><label for="${name}">${label}</label><input id="${name}" name="${name}" type="${type}"${least}></div>`;
}

function activeRow({ id, channel, target, kind, timesLeft, outTradeNo, businessDay }: Fault): string {
  const [targetZh, targetEn] = TARGET_NAMES[target];
  const [zh, en] = nameOf(kind);
  const times = timesLeft === null ? '一直有效 until removed' : `${timesLeft} 次 ${timesLeft} times`;
  const about = [outTradeNo, businessDay].filter((part) => part !== null).map((part) => ` · ${part}`);
  const text = `${CHANNEL_NAMES[channel]} · ${targetZh} ${targetEn} · ${zh} ${en} · ${times}${about.join('')}`;
  return `<li>${escapeHtml(text)} <form class="inline" action="/sandbox/page/faults" method="post"><input type="hidden" name="remove" value="${id}"><button aria-label="移除 Remove ${escapeHtml(`${zh} ${en}`)}">移除 Remove</button></form></li>`;
}
