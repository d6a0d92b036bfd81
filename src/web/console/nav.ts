import type { Actor } from '../../staff/actor';
import { words } from './page';
import type { NavItem, Words } from './page';

/** Pages that belong together. */
export interface NavGroup {
  name: Words;
  items: readonly NavItem[];
}

const books = (path: string, name: Words): NavItem => ({ path, permission: 'books.read', name });

/** The pages to begin at, in their order; each is shown to who may see it. */
const NAV: readonly NavGroup[] = [
  { name: words('首页', 'Home'), items: [books('', words('首页', 'Home'))] },
  {
    name: words('收款', 'Money in'),
    items: [
      books('/orders', words('缴款订单', 'Orders')),
      books('/payments', words('支付', 'Payments')),
      books('/transactions', words('渠道流水', 'Channel transactions')),
      books('/fines', words('罚款回写', 'Fines')),
      books('/events', words('未送达通知', 'Undelivered events')),
    ],
  },
  {
    name: words('退款与待查', 'Refunds, suspense'),
    items: [
      books('/refunds', words('退款', 'Refunds')),
      books('/suspense', words('待查收入', 'Suspense')),
      books('/claims', words('认领', 'Claims')),
    ],
  },
  {
    name: words('对账', 'Reconciliation'),
    items: [
      books('/reconciliation', words('对账', 'Reconciliation')),
      books('/differences', words('差异', 'Differences')),
      books('/resolutions', words('差异处理', 'Resolutions')),
      books('/proposals', words('复核事项', 'Proposals')),
      books('/statements', words('对账单文件', 'Statement files')),
      books('/bank-files', words('银行流水', 'Bank files')),
      books('/runs', words('对账批次', 'Runs')),
    ],
  },
  {
    name: words('日结与清算', 'Close, settle'),
    items: [
      books('/days', words('日结', 'Day close')),
      books('/settlement', words('清算', 'Settlement')),
      books('/remittances', words('上缴批次', 'Remittances')),
      books('/treasury', words('国库核对', 'Treasury')),
    ],
  },
  {
    name: words('报表', 'Reports'),
    items: [books('/reports', words('报表', 'Reports')), books('/schedules', words('定时报表', 'Schedules'))],
  },
  {
    name: words('热线', 'Hotline'),
    items: [{ path: '/search', permission: 'orders.search', name: words('热线查询', 'Support search') }],
  },
  {
    name: words('管理', 'Administration'),
    items: [
      { path: '/staff', permission: 'staff.manage', name: words('人员', 'Staff') },
      { path: '/audit', permission: 'audit.read', name: words('审计日志', 'Audit log') },
    ],
  },
];

/** What this person sees of it. */
export function navFor({ permissions }: Pick<Actor, 'permissions'>): NavGroup[] {
  return NAV.flatMap(({ name, items }) => {
    const mine = items.filter(({ permission }) => permissions.has(permission));
    return mine.length > 0 ? [{ name, items: mine }] : [];
  });
}
