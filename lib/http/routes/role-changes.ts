import { z } from '@hono/zod-openapi'
import { deleteRole } from '@/lib/roles/delete'
import { createRole, updateRole } from '@/lib/roles/manage'
import {
  createRoleInput,
  previewReassignmentInput,
  roleParams,
  roleReference,
  updatedRoleView,
  updateRoleInput,
} from '@/lib/roles/schema'
import { defineRoute, type Route } from '../define-route'
import { inOrganization } from '../demand'
import { snakeCaseInput } from '@/lib/snake-case'

const area = 'Roles'
const ofAccount = { accountId: true } as const
const ofRole = { accountId: true, roleId: true } as const

const deletion = previewReassignmentInput
  .omit(ofRole)
  .extend({ expected_version: z.coerce.number().int().min(0).max(2_147_483_647).optional() })

/** Changes of custom roles. */
export const roleChangeRoutes: readonly Route[] = [
  defineRoute({
    method: 'post',
    path: '/accounts/{accountId}/roles',
    area,
    summary:
      'Makes a custom role of permissions that one holds; what they imply is added. Needs a plan with custom roles',
    demand: inOrganization('create:role'),
    params: createRoleInput.pick(ofAccount),
    body: snakeCaseInput(createRoleInput.omit(ofAccount)),
    example: {
      name: 'Night shift',
      description: 'Watches over what happens',
      permissions: ['read:audit_log', 'update:workspace'],
    },
    creates: true,
    answer: { status: 201, schema: roleReference, description: 'The role' },
    handle: ({ ctx, params, body }) => createRole(ctx, { ...params, ...body }),
  }),
  defineRoute({
    method: 'patch',
    path: '/accounts/{accountId}/roles/{roleId}',
    area,
    summary:
      'Changes a custom role for everybody who has it, at once; what is left out stays. `expected_version` is what it was when it was read',
    demand: inOrganization('update:role'),
    params: roleParams,
    body: snakeCaseInput(updateRoleInput.omit(ofRole)),
    example: { permissions: ['read:audit_log'], expected_version: 1 },
    answer: { status: 200, schema: updatedRoleView, description: 'Its version now' },
    handle: ({ ctx, params, body }) => updateRole(ctx, { ...params, ...body }),
  }),
  defineRoute({
    method: 'delete',
    path: '/accounts/{accountId}/roles/{roleId}',
    area,
    summary:
      'Deletes a custom role. While it is used it needs the roles that take its place: `account` for members, service accounts and ' +
      'invitations, `workspaces` for what is given in workspaces',
    demand: inOrganization('delete:role'),
    params: roleParams,
    query: deletion,
    answer: {
      status: 200,
      schema: roleReference.extend({ reassigned: z.number() }),
      description: 'The role that is gone, and how many of its uses were reassigned',
    },
    handle: ({ ctx, params, query: { expected_version, ...reassignTo } }) =>
      deleteRole(ctx, {
        ...params,
        ...(expected_version === undefined ? {} : { expectedVersion: expected_version }),
        ...(reassignTo.account || reassignTo.workspaces ? { reassignTo } : {}),
      }),
  }),
]
