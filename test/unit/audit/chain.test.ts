import { AUDIT_ROOT, auditHash, brokenAt } from '../../../src/audit/audit';
import type { AuditEntry, ChainedEntry } from '../../../src/audit/audit';

const entry = (action: string): AuditEntry => ({
  at: new Date('2026-11-25T02:00:00Z'),
  actorId: 'stf_1',
  actorName: '王芳',
  action,
  subject: 'ord_1',
  details: { reason: '来电', channel: 'wechat' },
});

function chain(...actions: string[]): ChainedEntry[] {
  let previousHash = AUDIT_ROOT;
  return actions.map((action, index) => {
    const seq = BigInt(index + 1);
    const said = { ...entry(action), seq, previousHash, hash: auditHash(previousHash, seq, entry(action)) };
    previousHash = said.hash;
    return said;
  });
}

const three = () => chain('order.viewed', 'refund.approved', 'staff.disabled');

/** The chain with the entry of this place put another way. */
const altered = (index: number, change: Partial<ChainedEntry>) =>
  three().map((kept, place) => (place === index ? { ...kept, ...change } : kept));

describe('the audit log is a chain', () => {
  test('as it was written it holds, the empty one too', () => {
    expect(brokenAt(three(), AUDIT_ROOT)).toBeNull();
    expect(brokenAt([], AUDIT_ROOT)).toBeNull();
  });

  test.each<[string, Partial<ChainedEntry>]>([
    ['time', { at: new Date('2026-11-25T02:00:01Z') }],
    ['person', { actorId: 'stf_2' }],
    ['name', { actorName: '李强' }],
    ['action', { action: 'refund.rejected' }],
    ['subject', { subject: 'ord_2' }],
    ['details', { details: { reason: '来访', channel: 'wechat' } }],
    ['number', { seq: 7n }],
  ])('an entry of which the %s was altered breaks it there', (_what, change) => {
    expect(brokenAt(altered(1, change), AUDIT_ROOT)).toBe(change.seq ?? 2n);
  });

  test('an entry that was taken out breaks it at the next one', () => {
    const [first, , third] = three();
    expect(brokenAt([first!, third!], AUDIT_ROOT)).toBe(3n);
  });

  test('an altered entry with a hash of its own breaks it at the next one', () => {
    const [first] = three();
    const said = entry('refund.rejected');
    const change = { ...said, hash: auditHash(first!.hash, 2n, said) };
    expect(brokenAt(altered(1, change), AUDIT_ROOT)).toBe(3n);
  });

  test('the order in which details are kept does not matter', () => {
    const details = { channel: 'wechat', reason: '来电' };
    expect(brokenAt(altered(1, { details }), AUDIT_ROOT)).toBeNull();
  });
});
