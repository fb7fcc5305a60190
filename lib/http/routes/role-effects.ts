import { previewMemberRole, previewReassignment, previewRole } from '@/lib/roles/preview'
import {
  previewMemberRoleInput,
  previewReassignmentInput,
  previewRoleInput,
  roleEffects,
  roleParams,
} from '@/lib/roles/schema'
import { defineRoute, type Route } from '../define-route'
import { inOrganization } from '../demand'

const ofRole = { accountId: true, roleId: true } as const
const ofMember = { accountId: true, membershipId: true } as const
const answer = {
  status: 200,
  schema: roleEffects,
  description: 'Who gains and loses what, computed by the evaluation that enforces',
} as const

/** What pages show before a change of roles is made. */
export const roleEffectRoutes: readonly Route[] = [
  defineRoute({
    method: 'get',
    path: '/accounts/{accountId}/roles/{roleId}/preview',
    area: 'Roles',
    summary: 'What giving a custom role these permissions would do',
    demand: inOrganization('update:role'),
    params: roleParams,
    query: previewRoleInput.omit(ofRole),
    answer,
    handle: ({ ctx, params, query }) => previewRole(ctx, { ...params, ...query }),
  }),
  defineRoute({
    method: 'get',
    path: '/accounts/{accountId}/roles/{roleId}/reassignment',
    area: 'Roles',
    summary: 'What deleting a role and giving its uses to others would do',
    demand: inOrganization('delete:role'),
    params: roleParams,
    query: previewReassignmentInput.omit(ofRole),
    answer,
    handle: ({ ctx, params, query }) => previewReassignment(ctx, { ...params, ...query }),
  }),
  defineRoute({
    method: 'get',
    path: '/accounts/{accountId}/members/{membershipId}/role-preview',
    area: 'Members',
    summary: 'What giving a member another role would do',
    demand: inOrganization('update:member'),
    params: previewMemberRoleInput.pick(ofMember),
    query: previewMemberRoleInput.omit(ofMember),
    answer,
    handle: ({ ctx, params, query }) => previewMemberRole(ctx, { ...params, ...query }),
  }),
]
