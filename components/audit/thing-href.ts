import type { AuditLink } from '@/lib/audit/schema'
import { assertNever } from '@/lib/errors'
import { paths } from '@/lib/paths'

/** The page of a thing that is still there. */
export function thingHref(handle: string, { kind, id, name, workspace_handle }: AuditLink): string {
  const workspace = workspace_handle ?? ''
  switch (kind) {
    case 'account':
      return paths.organization(handle)
    case 'member':
      return paths.member(handle, id)
    case 'service_account':
      return paths.serviceAccount(handle, id)
    case 'role':
      return paths.role(handle, id)
    case 'invitation':
      return paths.members(handle, name)
    case 'workspace':
      return paths.workspace(handle, workspace)
    case 'flow':
      return paths.flowRuns(handle, workspace, { flow: id })
    case 'flow_run':
      return paths.flowRun(handle, workspace, id)
    default:
      return assertNever(kind)
  }
}
