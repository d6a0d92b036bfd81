/** What a file was refused for, as its reader sees it. */
export const REFUSAL_TEXTS: Readonly<Record<string, string>> = {
  damaged:
    'It is no whole file of this channel, or it was damaged on its way. 文件损坏、不完整或不是该渠道的文件。',
  'too-large': 'It is far too large, or unpacks to far too much. 文件过大或解压后过大。',
  'too-many-files': 'The archive has far more files in it than a statement has. 压缩包内文件过多。',
  hash: 'It is not the file that the channel announced. 文件与渠道公布的校验值不符。',
  address: 'The channel named an address that is not its own. 下载地址不属于该渠道。',
  header: 'Its columns are not those of a statement of this channel. 列名与该渠道对账单不符。',
  row: 'A row of it cannot be read. 有记录无法读取。',
  'row-too-long': 'A row of it is far too long. 有记录过长。',
  totals:
    'Its rows do not add up to its own totals: rows are missing, doubled or changed. 明细与合计不符，可能缺行、重复或被改动。',
  summary: 'Its summary cannot be read. 汇总无法读取。',
  'no-summary': 'It has no end: the summary is missing. 文件不完整，缺少汇总。',
  'no-end': 'It has no end: its totals are missing. 文件不完整，缺少结尾或合计。',
  'after-summary': 'Something follows its end: it may be there twice. 汇总之后还有内容，可能重复拼接。',
  'after-end': 'Something follows its end: it may be there twice. 结尾之后还有内容，可能重复拼接。',
  'part-missing': 'One of its two parts is missing. 缺少明细或汇总文件。',
  'two-of-a-kind': 'One of its parts is there twice. 明细或汇总文件重复。',
  doubled: 'Its rows stand there twice. 明细逐行重复，文件被重复拼接。',
  merchant: 'It is of another merchant. 文件属于其他商户。',
  period: 'It is not of one day. 文件不是单日对账单。',
};
