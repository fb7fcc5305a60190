import { z } from 'zod'
import { listEvents } from '@/lib/audit/of-object'
import { auditEventView, eventsPage } from '@/lib/audit/schema'
import { getRole, getRoleEditor, listHolders, listRoles } from '@/lib/roles/list'
import { updateRole } from '@/lib/roles/manage'
import { previewReassignment, previewRole } from '@/lib/roles/preview'
import {
  assignableRoleView,
  holderView,
  listHoldersInput,
  listRolesInput,
  previewReassignmentInput,
  previewRoleInput,
  roleDetail,
  roleEffects,
  roleParams,
  roleView,
  updateRoleInput,
  updatedRoleView,
} from '@/lib/roles/schema'
import { listAssignableRoles } from '@/lib/roles/service'
import { mutation, pagedQuery, query } from '../operation'
import { ofTenant } from '../inputs'
import { roleEditor } from '../views'

/** Roles; making and deleting them is among the printed operations. */
export const roleOperations = [
  pagedQuery({
    name: 'roles',
    description:
      'Lists roles with how many use each and what the caller may do with it, built-in ones first. Needs `read:role`.',
    input: listRolesInput,
    row: roleView,
    run: listRoles,
  }),
  query({
    name: 'role',
    description: 'Reads one role with its permissions, implied ones included. Needs `read:role`.',
    input: roleParams,
    output: roleDetail,
    run: getRole,
  }),
  pagedQuery({
    name: 'role_holders',
    description:
      'Lists who uses a role, one kind at a time, by name. Needs `read:role`, and `read:invitation` for invitations.',
    input: listHoldersInput,
    row: holderView,
    run: listHolders,
  }),
  pagedQuery({
    name: 'role_events',
    description:
      'Lists what happened to a role, the newest first. Needs `read:audit_log` and a plan with an audit log.',
    input: roleParams.extend(eventsPage.shape),
    row: auditEventView,
    run: async (ctx, { roleId, ...page }) => listEvents(ctx, { ...page, about: { kind: 'role', roleId } }),
  }),
  query({
    name: 'role_editor',
    description:
      'Says which permissions the caller may put into a custom role, and why not the others. Needs `read:role`.',
    input: ofTenant,
    output: roleEditor,
    run: async (ctx, { accountId }) => getRoleEditor(ctx, accountId),
  }),
  query({
    name: 'assignable_roles',
    description:
      'Lists the roles that a member can have, each with the reason where the caller may not give it. Needs `read:role`.',
    input: ofTenant,
    output: z.array(assignableRoleView),
    run: async (ctx, { accountId }) => listAssignableRoles(ctx, accountId),
  }),
  query({
    name: 'role_preview',
    description:
      'Says who would gain and lose what if a custom role had these permissions. Needs `update:role`.',
    input: previewRoleInput,
    output: roleEffects,
    run: previewRole,
  }),
  query({
    name: 'role_deletion_preview',
    description:
      'Says who would gain and lose what if a role was deleted and its uses given to others. Needs `delete:role`.',
    input: previewReassignmentInput,
    output: roleEffects,
    run: previewReassignment,
  }),
  mutation({
    name: 'update_custom_role',
    description:
      'Changes a custom role for everybody who has it; what is left out stays. Needs what `update_custom_role_permissions` needs; refused ' +
      'with `role_name_taken` and, with `expected_version`, `changed_meanwhile`.',
    input: updateRoleInput,
    output: updatedRoleView,
    run: updateRole,
  }),
]
