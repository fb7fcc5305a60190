import {
  changedMappingView,
  createGroupMappingInput,
  groupMappingParams,
  groupMappingsView,
  listGroupMappingsInput,
  updateGroupMappingInput,
} from '@/lib/groups/schema'
import { createGroupMapping, deleteGroupMapping, updateGroupMapping } from '@/lib/groups/manage'
import { listGroupMappings } from '@/lib/groups/service'
import { snakeCaseInput } from '@/lib/snake-case'
import { defineRoute, type Route } from '../define-route'
import { inOrganization } from '../demand'

const area = 'Groups'
const list = '/accounts/{accountId}/sso/group-mappings'
const one = `${list}/{mappingId}` as const
const change = inOrganization('update:sso')
const roleId = '6e1c0f4e-3a0a-4cf5-9f6d-9a4d3c0a7b11'
const changed = {
  schema: changedMappingView,
  description: 'Its id, version, and how many roles it changed',
} as const

/** What groups of identity providers give. */
export const groupMappingRoutes: readonly Route[] = [
  defineRoute({
    method: 'get',
    path: list,
    area,
    summary: 'What groups of the identity provider give, in the order in which they count',
    demand: inOrganization('read:sso'),
    params: listGroupMappingsInput,
    answer: { status: 200, schema: groupMappingsView, description: 'All of them' },
    handle: ({ ctx, params: of }) => listGroupMappings(ctx, of),
  }),
  defineRoute({
    method: 'post',
    path: list,
    area,
    summary:
      'Says what a group gives by the word of a provider, or of any: an organization role, and roles in workspaces',
    demand: change,
    params: listGroupMappingsInput,
    body: snakeCaseInput(createGroupMappingInput.omit({ accountId: true })),
    example: { group: 'platform', role_id: roleId },
    creates: true,
    answer: { status: 201, ...changed },
    handle: ({ ctx, params: of, body }) => createGroupMapping(ctx, { ...of, ...body }),
  }),
  defineRoute({
    method: 'patch',
    path: one,
    area,
    summary: 'Changes what a group gives, its name, its provider or its place; what is left out stays',
    demand: change,
    params: groupMappingParams,
    body: snakeCaseInput(updateGroupMappingInput.omit({ accountId: true, mappingId: true })),
    example: { role_id: roleId },
    answer: { status: 200, ...changed },
    handle: ({ ctx, params: of, body }) => updateGroupMapping(ctx, { ...of, ...body }),
  }),
  defineRoute({
    method: 'delete',
    path: one,
    area,
    summary: 'Ends what a group gives; members get back the role they had by hand',
    demand: change,
    params: groupMappingParams,
    answer: { status: 200, ...changed },
    handle: ({ ctx, params: of }) => deleteGroupMapping(ctx, of),
  }),
]
