import type { Ctx } from '@/lib/authz/context'
import type { Standing } from '@/lib/authz/workspace-facts'
import type { MembershipKey } from '@/lib/db/principal'
import { AppError } from '@/lib/errors'
import {
  decideOrganizationPermission,
  decideWorkspacePermission,
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
import type { PermissionExplanation, PermissionQuestion } from './schema'
import { readStanding } from './standing'

/** A permission as a form offers it. */
export type PermissionChoice = { id: string; level: PermissionLevel; title: string }

/**
 * Whether a member or service account holds a permission now, in a workspace for those of workspaces, with everything that has a say in it
 * and, for a no, the steps that would change it: the record of the decision that enforces. Needs `read:member`, of a service account
 * `read:service_account`. Throws `not_found` for a membership that is not the account's and for a workspace that the viewer cannot open,
 * `forbidden` about somebody else in one whose access the viewer may not read, and `invalid_input` for an unknown permission or a missing
 * workspace.
 */
export async function explainPermission(
  ctx: Ctx,
  input: PermissionQuestion & MembershipKey & { accountId: string },
): Promise<PermissionExplanation> {
  const { permission, workspaceId } = questionOf(input)
  const { place, ...target } = await readStanding(ctx, input, workspaceId)
  const decision = decide(target, permission, ctx.now)
  const { membership } = target
  const { id, title, description } = permissionDefinition(permission)
  return {
    allowed: decision.allowed,
    sentence: answerSentence({
      allowed: decision.allowed,
      name: membership.name,
      permission,
      place: place?.name ?? null,
    }),
    member: { id: membership.id, name: membership.name },
    permission: { id, title, description },
    workspace: place,
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

function decide({ membership, workspace }: Standing, permission: Permission, now: Date): PermissionDecision {
  return isOrganizationPermission(permission)
    ? decideOrganizationPermission(membership, permission)
    : decideWorkspacePermission(membership, workspace, permission, now)
}

function reasonViewOf({ source, role, expiresAt, group, outcome, sentence }: PermissionReason) {
  return { source, role, group, expires_at: expiresAt?.toISOString() ?? null, outcome, sentence }
}
