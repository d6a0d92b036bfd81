import type { Actor } from '../../staff/actor';
import { words } from './page';
import type { NavItem } from './page';

/** The pages to begin at, in their order; each is shown to who may see it. */
export const NAV: readonly NavItem[] = [
  { path: '', permission: 'books.read', name: words('首页', 'Home') },
  { path: '/orders', permission: 'books.read', name: words('缴款订单', 'Orders') },
  { path: '/payments', permission: 'books.read', name: words('支付', 'Payments') },
  { path: '/transactions', permission: 'books.read', name: words('渠道流水', 'Channel transactions') },
  { path: '/refunds', permission: 'books.read', name: words('退款', 'Refunds') },
  { path: '/suspense', permission: 'books.read', name: words('待查收入', 'Suspense') },
  { path: '/claims', permission: 'books.read', name: words('认领', 'Claims') },
  { path: '/fines', permission: 'books.read', name: words('罚款回写', 'Fines') },
  { path: '/reconciliation', permission: 'books.read', name: words('对账', 'Reconciliation') },
  { path: '/differences', permission: 'books.read', name: words('差异', 'Differences') },
  { path: '/resolutions', permission: 'books.read', name: words('差异处理', 'Resolutions') },
  { path: '/days', permission: 'books.read', name: words('日结', 'Day close') },
  { path: '/settlement', permission: 'books.read', name: words('清算', 'Settlement') },
  { path: '/reports', permission: 'books.read', name: words('报表', 'Reports') },
  { path: '/search', permission: 'orders.search', name: words('热线查询', 'Support search') },
  { path: '/audit', permission: 'audit.read', name: words('审计日志', 'Audit log') },
];

/** What this person sees of it. */
export const navFor = ({ permissions }: Pick<Actor, 'permissions'>): NavItem[] =>
  NAV.filter(({ permission }) => permissions.has(permission));
