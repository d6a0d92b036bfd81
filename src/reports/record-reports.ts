import { orderColumns } from './book-reports';
import { column } from './report';
import type { ReportDefinition } from './report';

const { text, day, businessDay, instant, fen, count, number } = column;

/** The lists of the console about days, the bank's files, orders by a number, and what persons did. */
export const recordReports = [
  {
    code: 'days',
    title: { zh: '日结', en: 'Days and their close' },
    columns: [
      businessDay('day', '营业日', 'Business day'),
      text('status', '状态', 'Status'),
      text('proposed_by', '提出人', 'Proposed by'),
      text('closed_by', '关账人', 'Closed by'),
      instant('closed_at', '关账时间', 'Closed at'),
      text('hash', '本日哈希', 'Hash of the day'),
    ],
    order: ['day'],
    isDescending: true,
    filters: ['period'],
    isOfNow: true,
  },
  {
    code: 'bank-files',
    title: { zh: '银行流水文件', en: 'Bank files' },
    columns: [
      text('file', '文件编号', 'File'),
      text('file_name', '文件', 'Name of the file'),
      text('mapping', '列映射', 'Mapping'),
      count('rows', '行数', 'Rows'),
      count('known', '其中已有', 'Known before'),
      count('unexplained', '待说明', 'To explain'),
      fen('credit', '贷方', 'Credit'),
      fen('debit', '借方', 'Debit'),
      day('covers_from', '流水起始日', 'Covers from'),
      day('covers_to', '流水截止日', 'Covers to'),
      text('sha256', '文件哈希(SHA-256)', 'Hash (SHA-256)'),
      text('imported_by', '导入人', 'Imported by'),
      instant('imported_at', '导入时间', 'Imported at'),
      instant('taken_back_at', '撤销时间', 'Taken back at'),
    ],
    order: ['file'],
    isDescending: true,
    filters: [],
    isOfNow: true,
  },
  {
    // Of a number the period says nothing: apart, so that no day narrows what it names.
    code: 'orders-by-number',
    title: { zh: '按号码查订单', en: 'Orders by a number' },
    columns: orderColumns,
    order: ['order'],
    isDescending: true,
    filters: ['number'],
    requiredFilters: ['number'],
    isOfNow: true,
  },
  {
    code: 'audit-log',
    title: { zh: '审计日志', en: 'Audit log' },
    columns: [
      number('seq', '序号', 'No.'),
      instant('at', '时间', 'Time'),
      text('actor_name', '操作人', 'Who'),
      text('deed', '操作', 'Action'),
      text('subject', '对象', 'Subject'),
      text('details', '说明', 'Details'),
      text('hash', '哈希', 'Hash'),
    ],
    order: ['seq'],
    isDescending: true,
    filters: ['period', 'deed', 'actor', 'subject'],
    isLog: true,
    permission: 'audit.read',
  },
] as const satisfies readonly ReportDefinition[];
