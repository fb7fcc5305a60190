import { addAccess, changeAccess, removeAccess, setDefaultRole } from '@/lib/sharing/manage'
import {
  accessOutcomes,
  addAccessInput,
  changeAccessInput,
  defaultRoleView,
  removeAccessInput,
  setDefaultRoleInput,
} from '@/lib/sharing/schema'
import { workspaceParams } from '@/lib/workspaces/schema'
import { defineRoute, type Route } from '../define-route'
import { inWorkspace } from '../demand'
import { inSnakeCase, snakeCaseInput } from '@/lib/snake-case'

const area = 'Workspace sharing'
const demand = inWorkspace('update:workspace_access')
const params = workspaceParams
const ofWorkspace = { accountId: true, workspaceId: true } as const
const workspace = '/accounts/{accountId}/workspaces/{workspaceId}'
const membershipId = '00000000-0000-4000-8000-000000000001'
const roleId = '00000000-0000-4000-8000-000000000002'
const outcomes = {
  status: 200,
  schema: snakeCaseInput(accessOutcomes),
  description: 'What became of each, in the order given; a refusal of one stops none of the others',
} as const

/** Changes of who may open a workspace. */
export const sharingChangeRoutes: readonly Route[] = [
  defineRoute({
    method: 'put',
    path: `${workspace}/default-role`,
    area,
    summary:
      'Sets what everybody who belongs to the account holds in a workspace; null is no access. `expected_role_id` is what it is thought ' +
      'to be now',
    demand,
    params,
    body: snakeCaseInput(setDefaultRoleInput.omit(ofWorkspace)),
    example: { role_id: roleId },
    answer: { status: 200, schema: snakeCaseInput(defaultRoleView), description: 'The role it is now' },
    handle: async ({ ctx, params: of, body }) => inSnakeCase(await setDefaultRole(ctx, { ...of, ...body })),
  }),
  defineRoute({
    method: 'post',
    path: `${workspace}/access`,
    area,
    summary: 'Adds up to 1,000 members and service accounts to a workspace, for ever or until `expires_at`',
    demand,
    params,
    body: snakeCaseInput(addAccessInput.omit(ofWorkspace)),
    example: { membership_ids: [membershipId], role_id: roleId, expires_at: '2030-01-01T00:00:00Z' },
    creates: true,
    answer: outcomes,
    handle: async ({ ctx, params: of, body }) => inSnakeCase(await addAccess(ctx, { ...of, ...body })),
  }),
  defineRoute({
    method: 'patch',
    path: `${workspace}/access`,
    area,
    summary:
      'Gives other roles or other ends to up to 1,000 who were added; what is left out stays. `revision` is what the list showed',
    demand,
    params,
    body: snakeCaseInput(changeAccessInput.omit(ofWorkspace)),
    example: { changes: [{ membership_id: membershipId, role_id: roleId, expires_at: null }] },
    answer: outcomes,
    handle: async ({ ctx, params: of, body }) => inSnakeCase(await changeAccess(ctx, { ...of, ...body })),
  }),
  defineRoute({
    method: 'post',
    path: `${workspace}/access/remove`,
    area,
    summary:
      'Takes back what up to 1,000 were given in a workspace; what the default role and the organization role give stays',
    demand,
    params,
    body: snakeCaseInput(removeAccessInput.omit(ofWorkspace)),
    example: { grants: [{ membership_id: membershipId }] },
    answer: outcomes,
    handle: async ({ ctx, params: of, body }) => inSnakeCase(await removeAccess(ctx, { ...of, ...body })),
  }),
]
