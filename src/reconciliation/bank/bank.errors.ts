import { defineError } from '../../kernel/errors';

export const BankMappingNotFound = defineError(
  'not-found',
  'BANK_MAPPING_NOT_FOUND',
  'There is no mapping of this name; those that there are stand in `details`. Nothing was imported. 没有该名称的银行文件映射，未导入。',
);

export const BankFileRefused = defineError(
  'rejected',
  'BANK_FILE_REFUSED',
  'The bank file was refused as a whole; the line and what is wrong with it are in `details`. Nothing was imported and no money moved. Correct the file or its mapping, and send it again. 银行文件整份拒收，行号与原因见 details，未导入任何内容，资金未动。',
);

export const BankAccountUnknown = defineError(
  'rejected',
  'BANK_ACCOUNT_UNKNOWN',
  'The bank file is about an account that its mapping does not know; the line is in `details`. Nothing was imported and no money moved. 银行文件含未登记账号，行号见 details，未导入任何内容，资金未动。',
);

export const FeeInvoiceKnown = defineError(
  'conflict',
  'FEE_INVOICE_KNOWN',
  'This invoice is recorded for the day already. Nothing was changed and no money moved. 该手续费发票已登记，未作任何更改，资金未动。',
);
