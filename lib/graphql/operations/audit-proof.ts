import { listAuditCheckpoints } from '@/lib/audit/checkpoints'
import { auditCheckpointView, chainState, listCheckpointsInput, ofChain } from '@/lib/audit/schema'
import { getChainState, verifyNow } from '@/lib/audit/verification'
import { mutation, pagedQuery, query } from '../operation'

/** What proves that an audit log is whole. */
export const auditProofOperations = [
  query({
    name: 'audit_chain',
    description:
      'Says how far the chain of the audit log was verified, and the first event that does not hold. Needs `read:audit_log`.',
    input: ofChain,
    output: chainState,
    run: async (ctx, { accountId }) => getChainState(ctx, accountId),
  }),
  pagedQuery({
    name: 'audit_checkpoints',
    description: 'Lists the signed checkpoints of the audit log, the oldest first. Needs `read:audit_log`.',
    input: listCheckpointsInput,
    row: auditCheckpointView,
    run: listAuditCheckpoints,
  }),
  mutation({
    name: 'verify_audit_log',
    description:
      'Verifies the chain of the audit log from its beginning, of more than 100,000 events by a job, and signs a checkpoint of its end. ' +
      'Needs `read:audit_log`.',
    input: ofChain,
    output: chainState,
    run: verifyNow,
  }),
]
