import { beforeAll, expect, test } from 'vitest'
import { sessionCookieName } from '@/lib/authz/session-cookie'
import { createTaskRun } from '@/lib/flow-runs/reports/task-runs'
import { countStatements } from '@/lib/testing/count-statements'
import { query } from '@/lib/testing/database'
import { newReportedFlow, newReportedRun } from '@/lib/testing/flow-runs'
import { inviteTo, newCustomRole, newMember, newOrganization } from '@/lib/testing/organizations'
import { newPerson, sessionCookieOf } from '@/lib/testing/people'
import { newConnectionRow, newDomain, newDomainRow } from '@/lib/testing/sso'
import { newWebhookRow } from '@/lib/testing/webhooks'
import { newGrant, newServiceAccount, newUserKey, newWorkspace } from '@/lib/testing/workspaces'
import { allRoutes } from './all-routes'
import { createRouter } from './router'

// A read asks who it is, what they may do in the account, and for the answer. Whatever the size of the account, that is all.

const router = createRouter(() => Promise.resolve(null))
// Exports are read piece by piece, for as long as that takes; the outbox is the operator's, and what is for anyone asks nothing.
const lists = allRoutes
  .filter(({ method, demand }) => method === 'get' && demand.of !== 'operator' && demand.of !== 'anyone')
  .map(({ path }) => `/api${path}`)
  .filter((path) => !/\.(?:csv|ndjson)$/.test(path))

const values: Record<string, string> = {}
const searches: Record<string, () => string> = {
  '/api/accounts/{accountId}/members/consequences': () => `?ids=${values['membershipId']}`,
  '/api/accounts/{accountId}/members/{membershipId}/explanation': () =>
    `?permission=read:flow&workspace_id=${values['workspaceId']}`,
  '/api/accounts/{accountId}/members/{membershipId}/role-preview': () => `?role_id=${values['otherRoleId']}`,
  '/api/accounts/{accountId}/roles/{roleId}/holders': () => '?kind=grants',
  '/api/accounts/{accountId}/roles/{roleId}/preview': () => '?permissions=read:flow_run',
  '/api/accounts/{accountId}/roles/{roleId}/reassignment': () => `?account=${values['otherRoleId']}`,
  '/api/accounts/{accountId}/service-accounts/{serviceAccountId}/explanation': () =>
    `?permission=read:flow&workspace_id=${values['workspaceId']}`,
  '/api/accounts/{accountId}/workspaces/{workspaceId}/default-role-preview': () => '?role_id=none',
  '/api/accounts/{accountId}/workspaces/{workspaceId}/removal-preview': () =>
    `?ids=${values['membershipId']}`,
  '/api/accounts/{accountId}/workspaces/{workspaceId}/flow_run_states': () =>
    `?flow_run_id=${values['flowRunId']}`,
  '/api/accounts/{accountId}/workspaces/{workspaceId}/transfer-preview': () =>
    `?to=${values['otherAccountId']}`,
  '/api/me/accounts/has_permission': () => '?permission=create:role',
  '/api/me/accounts/{accountId}/has_permission': () => '?permission=create:role',
  '/api/me/workspaces/{workspaceId}/has_scope': () => '?scope=see_flows',
}

let cookie: string
beforeAll(async () => {
  // Whoever is the installation's first is its operator, of whom more is asked.
  await newPerson()
  const organization = await newOrganization()
  const { administrator, accountId, roles } = organization
  const roleId = await newCustomRole(organization, ['read:flow'])
  const { membershipId } = await newMember(organization, roleId)
  const workspaceId = await newWorkspace(organization, 'Analytics', roles.RUNNER)
  const userAccessId = await newGrant(organization, { workspaceId, membershipId, roleId })
  const { serviceAccountId, ...robot } = await newServiceAccount(organization, roleId)
  const botAccessId = await newGrant(organization, {
    workspaceId,
    membershipId: robot.membershipId,
    roleId: roles.RUNNER,
  })
  const userId = administrator.user.id
  const { invitationId } = await inviteTo(organization, { roleId: roles.MEMBER })
  const { accountId: otherAccountId } = administrator
  const [event] = await query<{ id: string }>('select id from audit_event where account_id = $1 limit 1', [
    accountId,
  ])
  Object.assign(values, {
    accountId,
    membershipId,
    roleId,
    serviceAccountId,
    botId: serviceAccountId,
    userId,
    keyId: await newUserKey(userId, null),
    userAccessId,
    botAccessId,
    workspaceId,
    otherRoleId: roles.MEMBER,
    otherAccountId,
    invitationId,
    auditEventId: event?.id,
    webhookId: await newWebhookRow(accountId),
    domainId: await newDomainRow({ accountId }, newDomain()),
    connectionId: await newConnectionRow(organization, { state: 'DRAFT' }),
  })
  await query(`update account set plan = 'STANDARD' where id = $1`, [otherAccountId])
  await query('update role set description = $1 where id = $2', ['Works at night', roleId])
  Object.assign(values, await reportedIn({ place: { accountId, workspaceId }, engine: administrator.ctx }))
  cookie = `${sessionCookieName()}=${await sessionCookieOf(administrator.sessionId)}`
})

// It asks the same about another account, and whether there is a place in its plan.
const ofTwoAccounts = '/api/accounts/{accountId}/workspaces/{workspaceId}/transfer-preview'

test.each(lists.filter((path) => path !== ofTwoAccounts))(
  '%s takes at most three statements',
  async (path) => {
    const statements = await statementsOf(path)
    expect(statements.length, statements.join('\n\n')).toBeLessThanOrEqual(3)
  },
)

test('what is asked about two accounts takes at most two more', async () => {
  const statements = await statementsOf(ofTwoAccounts)
  expect(statements.length, statements.join('\n\n')).toBeLessThanOrEqual(5)
})

/** A flow, a run of it, its state and a step, for the routes about them. */
async function reportedIn(crew: Parameters<typeof newReportedFlow>[0]): Promise<Record<string, string>> {
  const { id: flowId, name } = await newReportedFlow(crew)
  const { id: flowRunId, state_id: stateId } = await newReportedRun(crew, flowId)
  const step = { ...crew.place, flow_run_id: flowRunId, task_key: 'load', dynamic_key: '0' }
  const { taskRun } = await createTaskRun(crew.engine, step)
  return { flowId, name, flowRunId, stateId, taskRunId: taskRun.id }
}

async function statementsOf(path: string): Promise<string[]> {
  const told = path
    .replace('user_access/{accessId}', 'user_access/{userAccessId}')
    .replace('bot_access/{accessId}', 'bot_access/{botAccessId}')
  const address = told.replaceAll(/\{(\w+)\}/g, (_, name: string) => values[name] ?? name)
  const { result, statements } = await countStatements(async () => {
    const answer = await router.request(address + (searches[path]?.() ?? ''), { headers: { cookie } })
    return { status: answer.status, body: await answer.text() }
  })
  expect(result).toMatchObject({ status: 200 })
  return statements
}
