import type { Operation } from '../operation'
import { accountOperations } from './accounts'
import { apiKeyOperations } from './api-keys'
import { invitationOperations } from './invitations'
import { mailOperations } from './mail'
import { memberOperations } from './members'
import { peopleOperations } from './people'
import { printedOperations } from './printed'
import { roleOperations } from './roles'
import { serviceAccountOperations } from './service-accounts'
import { sharingOperations } from './sharing'
import { workspaceOperations } from './workspaces'

/** Everything the API can do. */
export const operations: readonly Operation[] = [
  ...printedOperations,
  ...memberOperations,
  ...invitationOperations,
  ...roleOperations,
  ...workspaceOperations,
  ...sharingOperations,
  ...serviceAccountOperations,
  ...apiKeyOperations,
  ...accountOperations,
  ...peopleOperations,
  ...mailOperations,
]
