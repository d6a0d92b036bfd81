import { drawTransitions } from '../../src/kernel/transition';
import { CLAIM_TRANSITIONS } from '../../src/claims/claim';
import { FINE_REPORT_TRANSITIONS } from '../../src/fines/fine-report';
import { FINE_RETURN_TRANSITIONS } from '../../src/fines/fine-return';
import { ORDER_TRANSITIONS } from '../../src/orders/order';
import { PAYMENT_TRANSITIONS } from '../../src/payments/payment';
import { PROPOSAL_TRANSITIONS } from '../../src/proposals/finance-proposal';
import { RESOLUTION_TRANSITIONS } from '../../src/reconciliation/resolution';
import { EXPORT_TRANSITIONS } from '../../src/reports/export';
import { REFUND_TRANSITIONS } from '../../src/refunds/refund';
import { REMITTANCE_TRANSITIONS } from '../../src/settlement/remittance';
import { readRepositoryFile } from './support/source-files';

describe('README', () => {
  const readme = readRepositoryFile('README.md');

  test.each([
    ['orders', drawTransitions(ORDER_TRANSITIONS, 'open')],
    ['payments', drawTransitions(PAYMENT_TRANSITIONS, 'pending')],
    ['refunds', drawTransitions(REFUND_TRANSITIONS, 'requested')],
    ['claims', drawTransitions(CLAIM_TRANSITIONS, 'requested')],
    ['resolutions', drawTransitions(RESOLUTION_TRANSITIONS, 'proposed')],
    ['proposals', drawTransitions(PROPOSAL_TRANSITIONS, 'proposed')],
    ['remittances', drawTransitions(REMITTANCE_TRANSITIONS, 'drafted')],
    ['exports', drawTransitions(EXPORT_TRANSITIONS, 'queued')],
    ['reports of fines', drawTransitions(FINE_REPORT_TRANSITIONS, 'paid')],
    ['returns of fines', drawTransitions(FINE_RETURN_TRANSITIONS, 'returned')],
  ])('draws the states of %s as the transition table has them', (_, diagram) => {
    expect(readme).toContain(`\`\`\`mermaid\n${diagram}\n\`\`\``);
  });

  test('names only npm scripts that exist', () => {
    const { scripts } = JSON.parse(readRepositoryFile('package.json')) as { scripts: Record<string, string> };
    const named = [...readme.matchAll(/npm run ([\w-]+)/g)].map((match) => String(match[1]));
    expect(named.filter((name) => !(name in scripts))).toEqual([]);
  });
});
