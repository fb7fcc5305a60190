import { expect, test } from 'vitest'
import { decideAuditLog } from './rules'

const features = { STANDARD: [], ORGANIZATION: [], ENTERPRISE: ['audit_log' as const] }

test.each([
  ['an organization whose plan has it', { kind: 'ORGANIZATION', plan: 'ENTERPRISE' }, null],
  ['an organization whose plan has it not', { kind: 'ORGANIZATION', plan: 'STANDARD' }, 'plan_required'],
  ['a personal account, whatever the plan', { kind: 'PERSONAL', plan: 'ENTERPRISE' }, 'personal_account'],
] as const)('an audit log of %s', (_, account, reason) => {
  const decision = decideAuditLog({ ...account, features })
  expect(decision.allowed ? null : decision.reason).toBe(reason)
})
