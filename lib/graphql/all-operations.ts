import type { Operation } from './operation'
import { accountOperations } from './operations/accounts'
import { apiKeyOperations } from './operations/api-keys'
import { auditLogOperations } from './operations/audit-log'
import { auditProofOperations } from './operations/audit-proof'
import { flowRunOperations } from './operations/flow-runs'
import { flowOperations } from './operations/flows'
import { groupMappingOperations } from './operations/group-mappings'
import { invitationOperations } from './operations/invitations'
import { ipAllowlistOperations } from './operations/ip-allowlist'
import { mailOperations } from './operations/mail'
import { memberOperations } from './operations/members'
import { operatorOperations } from './operations/operator'
import { peopleOperations } from './operations/people'
import { printedOperations } from './operations/printed'
import { roleOperations } from './operations/roles'
import { runReportOperations } from './operations/run-reports'
import { scimTokenOperations } from './operations/scim-tokens'
import { serviceAccountOperations } from './operations/service-accounts'
import { sharingOperations } from './operations/sharing'
import { ssoDomainOperations } from './operations/sso-domains'
import { ssoConnectionOperations } from './operations/sso-connections'
import { webhookOperations } from './operations/webhooks'
import { workspaceOperations } from './operations/workspaces'

/** Everything the API can do. */
export const operations: readonly Operation[] = [
  ...printedOperations,
  ...auditLogOperations,
  ...memberOperations,
  ...invitationOperations,
  ...roleOperations,
  ...workspaceOperations,
  ...sharingOperations,
  ...flowOperations,
  ...flowRunOperations,
  ...runReportOperations,
  ...serviceAccountOperations,
  ...apiKeyOperations,
  ...accountOperations,
  ...ipAllowlistOperations,
  ...peopleOperations,
  ...mailOperations,
  ...auditProofOperations,
  ...webhookOperations,
  ...ssoDomainOperations,
  ...ssoConnectionOperations,
  ...groupMappingOperations,
  ...scimTokenOperations,
  ...operatorOperations,
]
