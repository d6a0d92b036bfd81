import { defineError } from '../../kernel/errors';

export const BankMappingNotFound = defineError(
  'not-found',
  'BANK_MAPPING_NOT_FOUND',
  'There is no mapping of this name; those that there are stand in `details`. Nothing was imported.',
);

export const BankFileRefused = defineError(
  'rejected',
  'BANK_FILE_REFUSED',
  'The bank file was refused as a whole; the line and what is wrong with it are in `details`. Nothing was imported and no money moved. Correct the file or its mapping, and send it again.',
);

export const BankAccountUnknown = defineError(
  'rejected',
  'BANK_ACCOUNT_UNKNOWN',
  'The bank file is about an account that its mapping does not know; the line is in `details`. Nothing was imported and no money moved.',
);

export const BankFileNotFound = defineError(
  'not-found',
  'BANK_FILE_NOT_FOUND',
  'There is no such file of the bank.',
);

export const BankEntryNotFound = defineError(
  'not-found',
  'BANK_ENTRY_NOT_FOUND',
  'There is no such movement in a file of the bank. Nothing was changed.',
);

export const BankEntryExplained = defineError(
  'conflict',
  'BANK_ENTRY_EXPLAINED',
  'The books explain this movement already. Nothing was changed and no money moved. Load the page again.',
);

export const BankBookingMissing = defineError(
  'conflict',
  'BANK_BOOKING_MISSING',
  'There is no booking of this movement that could be taken back, or another one by now. Nothing was changed and no money moved. Load the page again.',
);

export const BankRowBooked = defineError(
  'conflict',
  'BANK_ROW_BOOKED',
  'The row of the bank with this number was booked as a charge or as interest, and would leave the bank twice. Nothing was booked and no money moved. Have that booking taken back first, on the page of the row.',
);

export const BankBookingOutdated = defineError(
  'conflict',
  'BANK_BOOKING_OUTDATED',
  'The movement, or the account that it would be booked to, is not what it was when this was proposed. Nothing was booked and no money moved. Refuse it, and let it be proposed anew.',
);

export const BankFileTakenBack = defineError(
  'conflict',
  'BANK_FILE_TAKEN_BACK',
  'This import was taken back already. Nothing was changed and no money moved.',
);

export const BankFileOfClosedDay = defineError(
  'conflict',
  'BANK_FILE_OF_CLOSED_DAY',
  'The file tells of a day that is closed, which rests on it; the day is in `details`. Nothing was changed and no money moved. Correct what is wrong on an open day.',
);

export const BankFileToldAgain = defineError(
  'conflict',
  'BANK_FILE_TOLD_AGAIN',
  'A later file has rows of the same days that were known from this one; its name is in `details`. Nothing was changed and no money moved. Have that one taken back first, and bring it again afterwards.',
);

export const FeeInvoiceKnown = defineError(
  'conflict',
  'FEE_INVOICE_KNOWN',
  'This invoice is recorded for the day already. Nothing was changed and no money moved.',
);

export const FeeInvoiceTooHigh = defineError(
  'rejected',
  'FEE_INVOICE_TOO_HIGH',
  'The invoices of the day would come to more than the channel charged by its own file; both are in `details`. Nothing was changed and no money moved. Check the day and the amount.',
);
