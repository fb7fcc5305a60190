import { z } from 'zod'
import { listAuditLog } from '@/lib/audit/list'
import { auditLogRow, listAuditLogInput } from '@/lib/audit/schema'
import { changeMemberRole } from '@/lib/members/manage'
import { findServiceAccountId, listPrincipals } from '@/lib/members/principals'
import { changeMemberRoleInput, listPrincipalsInput, principalView } from '@/lib/members/schema'
import { deleteRole } from '@/lib/roles/delete'
import { listRolePermissions } from '@/lib/roles/list'
import { createRole, updateRole } from '@/lib/roles/manage'
import {
  createRoleInput,
  deleteRoleInput,
  listRolePermissionsInput,
  rolePermissionsView,
  updateRoleInput,
} from '@/lib/roles/schema'
import { changeServiceAccountRole } from '@/lib/service-accounts/manage'
import { mutation, query } from '../operation'
import { done, idOnly, namedThing, success } from '../views'

/** The operations that other tools have been written for: their names, arguments and fields stay as they are. */
export const printedOperations = [
  query({
    name: 'auth_role',
    description: 'Lists all roles, built-in and custom, each with its permissions. Needs `read:role`.',
    input: listRolePermissionsInput,
    output: z.array(rolePermissionsView),
    run: listRolePermissions,
  }),
  query({
    name: 'user_view_same_tenant',
    description:
      'Lists everybody who belongs to the organization, users and service accounts, by name, each with the id of their membership. ' +
      'Needs `read:member`; service accounts are left out without `read:service_account`.',
    input: listPrincipalsInput,
    output: z.array(principalView),
    run: listPrincipals,
  }),
  query({
    name: 'audit_log',
    description:
      'Lists what happened in the organization, the newest first, narrowed by whatever is given. Needs `read:audit_log` and a plan with an ' +
      'audit log (`plan_required`).',
    input: listAuditLogInput,
    output: z.array(auditLogRow),
    run: listAuditLog,
  }),
  mutation({
    name: 'create_custom_role',
    description:
      'Makes a custom role. Needs `create:role`, every permission it will have (`exceeds_own_permissions`) and a plan with custom roles ' +
      '(`plan_required`); `role_name_taken` when another has the name.',
    input: createRoleInput,
    output: namedThing,
    run: createRole,
  }),
  mutation({
    name: 'update_custom_role_permissions',
    description:
      'Gives a custom role other permissions, for everybody who has it, at once. Needs `update:role`, every permission it has ' +
      '(`outranked`) and will have (`exceeds_own_permissions`); never a built-in role (`built_in_role`).',
    input: updateRoleInput
      .pick({ accountId: true, roleId: true, permissions: true })
      .required({ permissions: true }),
    output: success,
    run: async (ctx, input) => done(await updateRole(ctx, input)),
  }),
  mutation({
    name: 'delete_custom_role',
    description:
      'Deletes a custom role that no member, service account, pending invitation, grant or default role uses (`role_in_use`), or gives its ' +
      'uses to other roles in the same step with `reassign_to`. Needs `delete:role` and every permission it has (`outranked`); never a ' +
      'built-in role (`built_in_role`).',
    input: deleteRoleInput,
    output: success.extend({ reassigned: z.number() }),
    run: async (ctx, input) => {
      const { reassigned } = await deleteRole(ctx, input)
      return { success: true as const, reassigned }
    },
  }),
  mutation({
    name: 'set_membership_role',
    description:
      'Gives a user or service account another role. Needs `update:member` or `update:service_account`, every permission of the role ' +
      '(`exceeds_own_permissions`) and of its holder (`outranked`); keeps an active Administrator (`last_administrator`).',
    input: changeMemberRoleInput,
    output: idOnly,
    run: async (ctx, input) => {
      const { membershipId, ...change } = input
      const serviceAccountId = await findServiceAccountId(input.accountId, membershipId)
      if (serviceAccountId) await changeServiceAccountRole(ctx, { ...change, serviceAccountId })
      else await changeMemberRole(ctx, input)
      return { id: membershipId }
    },
  }),
]
