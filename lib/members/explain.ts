import { enforce } from '@/lib/authz/change-account'
import type { Ctx } from '@/lib/authz/context'
import { loadStandings, type Standing, type WorkspaceStandings } from '@/lib/authz/workspace-facts'
import type { MembershipKey } from '@/lib/db/principal'
import { database } from '@/lib/db/transaction'
import { AppError } from '@/lib/errors'
import {
  decideOrganizationPermission,
  decideWorkspacePermission,
  isVisible,
  type PermissionDecision,
} from '@/lib/policy/evaluate'
import { answerSentence, remedyAbout, type PermissionReason } from '@/lib/policy/explain'
import {
  isOrganizationPermission,
  isPermission,
  permissionDefinition,
  permissionDefinitions,
  type Permission,
  type PermissionLevel,
} from '@/lib/policy/permissions'
import { authorizeReader, membershipNotFound } from './membership'
import type { PermissionExplanation, PermissionQuestion } from './schema'

/** A permission as a form offers it. */
export type PermissionChoice = { id: string; level: PermissionLevel; title: string }

/**
 * Whether a member or service account holds a permission now, in a workspace for those of workspaces, with everything that has a say in
 * it and, for a no, the steps that would change it: the record of the decision that enforces. Needs `read:member`, of a service account
 * `read:service_account`. Throws `not_found` for a membership that is not the account's and for a workspace that the viewer cannot open, `forbidden` about somebody else in one whose
 * access the viewer may not read, and `invalid_input` for an unknown
 * permission or a missing workspace.
 */
export async function explainPermission(
  ctx: Ctx,
  input: PermissionQuestion & MembershipKey & { accountId: string },
): Promise<PermissionExplanation> {
  const { accountId } = input
  const viewer = await authorizeReader(ctx, accountId, input)
  const { permission, workspaceId } = questionOf(input)
  const loaded = await loadStandings(database(), {
    accountId,
    workspaceId,
    membershipIds: [viewer.membership.id, ...('membershipId' in input ? [input.membershipId] : [])],
    serviceAccountIds: 'serviceAccountId' in input ? [input.serviceAccountId] : [],
  })
  const target = [...loaded.standings.values()].find(({ membership: { id, serviceAccountId } }) =>
    'membershipId' in input ? id === input.membershipId : serviceAccountId === input.serviceAccountId,
  )
  if (!target) throw membershipNotFound(input)
  if (workspaceId !== null)
    requireTold(loaded, { viewerId: viewer.membership.id, targetId: target.membership.id, now: ctx.now })
  const decision = decide(target, permission, ctx.now)
  const { membership } = target
  const { id, title, description } = permissionDefinition(permission)
  return {
    allowed: decision.allowed,
    sentence: answerSentence({
      allowed: decision.allowed,
      name: membership.name,
      permission,
      place: loaded.workspace?.name ?? null,
    }),
    member: { id: membership.id, name: membership.name },
    permission: { id, title, description },
    workspace: loaded.workspace,
    reasons: decision.reasons.map(reasonViewOf),
    remedies: decision.allowed ? [] : decision.remedies.map((remedy) => remedyAbout(membership.name, remedy)),
  }
}

/** The permissions one may ask about, in the order of the catalogue. */
export function listPermissionChoices(): PermissionChoice[] {
  return permissionDefinitions.map(({ id, level, title }) => ({ id, level, title }))
}

function questionOf({ permission, workspace_id }: PermissionQuestion): {
  permission: Permission
  workspaceId: string | null
} {
  if (!isPermission(permission))
    throw unanswerable('permission', 'There is no such permission. Choose one from the list.')
  if (isOrganizationPermission(permission)) return { permission, workspaceId: null }
  if (!workspace_id)
    throw unanswerable('workspace_id', 'Choose a workspace: this permission is held in each one apart.')
  return { permission, workspaceId: workspace_id }
}

function unanswerable(field: string, sentence: string): AppError {
  return new AppError('invalid_input', undefined, { message: sentence, fields: { [field]: sentence } })
}

// What one holds oneself, one may always know of a workspace that one sees.
function requireTold(
  { workspace, standings }: WorkspaceStandings,
  { viewerId, targetId, now }: { viewerId: string; targetId: string; now: Date },
): void {
  const viewer = standings.get(viewerId)
  if (!workspace || !viewer || !isVisible(viewer.membership, viewer.workspace, now)) throw workspaceNotFound()
  if (targetId === viewerId) return
  enforce(decideWorkspacePermission(viewer.membership, viewer.workspace, 'read:workspace_access', now))
}

function workspaceNotFound(): AppError {
  return new AppError('not_found', 'workspace_not_found', {
    message: 'There is no such workspace, or you cannot open it. Choose another one.',
  })
}

function decide({ membership, workspace }: Standing, permission: Permission, now: Date): PermissionDecision {
  return isOrganizationPermission(permission)
    ? decideOrganizationPermission(membership, permission)
    : decideWorkspacePermission(membership, workspace, permission, now)
}

function reasonViewOf({ source, role, expiresAt, outcome, sentence }: PermissionReason) {
  return { source, role, expires_at: expiresAt?.toISOString() ?? null, outcome, sentence }
}
