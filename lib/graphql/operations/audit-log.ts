import { getAuditEvent } from '@/lib/audit/detail'
import { auditEventDetail, auditEventParams } from '@/lib/audit/schema'
import { query } from '../operation'

/** The audit log, beside its list, which is one of the printed operations. */
export const auditLogOperations = [
  query({
    name: 'audit_event',
    description:
      'Reads one event with its place in the chain and what of it is still there. Needs `read:audit_log` and a plan with an audit log ' +
      '(`plan_required`).',
    input: auditEventParams,
    output: auditEventDetail,
    run: getAuditEvent,
  }),
]
