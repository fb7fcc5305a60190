import { randomUUID } from 'node:crypto'
import { permissionDefinitions, withImplied, type Permission } from '@/lib/policy/permissions'
import { newServiceAccountWithKey, newUserApiKey } from './api-keys'
import { query } from './database'
import { inviteTo, newCustomRole, newMember, newOrganization, type Organization } from './organizations'
import { newConnectionRow, newDomain, newDomainRow } from './sso'
import { newWebhookRow } from './webhooks'
import { newGrant, newWorkspace } from './workspaces'

/** The ids that the path of any route may name, by the name it has there. */
export type RouteIds = Readonly<Record<string, string>>

/** An organization with one of everything that an address can name. */
export type RouteWorld = {
  organization: Organization
  ids: RouteIds
  /** The Administrator's key, for all their accounts. */
  key: string
  /** The key of a service account that may do all it can. */
  robotKey: string
}

/** Makes an organization with one of everything. What it is called tells it from any other. */
export async function newRouteWorld(): Promise<RouteWorld> {
  const organization = await newOrganization({ name: `World ${randomUUID()}` })
  const { roles, accountId, administrator } = organization
  const roleId = await newCustomRole(organization, ['read:flow'])
  const { membershipId, user } = await newMember(organization, roleId)
  const workspaceId = await newWorkspace(organization, `Workspace ${randomUUID()}`)
  const grantId = await newGrant(organization, { workspaceId, membershipId, roleId: roles.RUNNER })
  const robot = await newServiceAccountWithKey(organization, { roleId: roles.MEMBER })
  await newGrant(organization, {
    workspaceId,
    membershipId: robot.membershipId,
    roleId: roles.OWNER,
  })
  const { invitationId } = await inviteTo(organization)
  const { key } = await newUserApiKey(administrator.ctx)
  const [event] = await query<{ id: string }>(
    'select id from audit_event where account_id = $1 and sequence = 1',
    [accountId],
  )
  return {
    organization,
    key,
    robotKey: robot.key.key,
    ids: {
      accountId,
      workspaceId,
      membershipId,
      roleId,
      invitationId,
      grantId,
      serviceAccountId: robot.serviceAccountId,
      botId: robot.serviceAccountId,
      apiKeyId: robot.key.id,
      userId: user.id,
      auditEventId: event?.id ?? '',
      webhookId: await newWebhookRow(accountId),
      domainId: await newDomainRow({ accountId }, newDomain()),
      connectionId: await newConnectionRow(organization, { state: 'DRAFT' }),
      ...(await newRun(workspaceId)),
    },
  }
}

async function newRun(workspaceId: string): Promise<RouteIds> {
  const [flowId, flowRunId, flowRunStateId, taskRunId] = [
    randomUUID(),
    randomUUID(),
    randomUUID(),
    randomUUID(),
  ]
  await query('insert into flow (workspace_id, id, name) values ($1, $2, $3)', [
    workspaceId,
    flowId,
    `Flow ${flowId}`,
  ])
  await query(
    `insert into flow_run (workspace_id, id, flow_id, name, state_id, state_type, state_name, state_timestamp, expected_start_time)
     values ($1, $2, $3, $4, $5, 'RUNNING', 'Running', now(), now())`,
    [workspaceId, flowRunId, flowId, `Run ${flowRunId}`, flowRunStateId],
  )
  await query(
    `insert into flow_run_state (workspace_id, id, flow_run_id, type, name, timestamp) values ($1, $2, $3, 'RUNNING', 'Running', now())`,
    [workspaceId, flowRunStateId, flowRunId],
  )
  await query(
    `insert into task_run (workspace_id, id, flow_run_id, name, task_key, dynamic_key, state) values ($1, $2, $3, 'Step', 'step', '0', '{}')`,
    [workspaceId, taskRunId, flowRunId],
  )
  return { flowId, flowRunId, flowRunStateId, stateId: flowRunStateId, taskRunId }
}

/** What can be lacked: every active membership holds the rest. */
export function canBeLacked(permission: Permission): boolean {
  return !['read:organization', 'read:member', 'read:role', 'read:service_account'].includes(permission)
}

/** The key of a member who holds all that a custom role can, but for one permission and what implies it. */
export async function keyOfOneWhoLacks(organization: Organization, permission: Permission): Promise<string> {
  const held = permissionDefinitions
    .filter(
      ({ id, isReserved, isOperatorOnly }) => !isReserved && !isOperatorOnly && !implies(id, permission),
    )
    .map(({ id }) => id)
  const member = await newMember(organization, await newCustomRole(organization, held))
  return (await newUserApiKey(member.ctx)).key
}

/** The key of a member who can open no workspace. */
export async function keyOfOneWithoutWorkspaces(organization: Organization): Promise<string> {
  const member = await newMember(organization, organization.roles.MEMBER)
  return (await newUserApiKey(member.ctx)).key
}

function implies(one: Permission, other: Permission): boolean {
  return withImplied([one]).has(other)
}

// What reading leaves behind, what a refusal is recorded in, and counts, which a job of another test may add up meanwhile: what they are
// counts of is compared; and what jobs of other tests note of all logs.
const uncounted = [
  'audit_event',
  'audit_chain',
  'audit_checkpoint',
  'audit_output',
  'audit_turn',
  'audit_verification',
  'webhook_delivery',
  'membership_activity',
  'workspace_visit',
  'ip_allowlist_sight',
  'flow_run_count',
  'flow_run_count_change',
]

/** Something that differs when anything of the worlds' accounts and workspaces does: row by row, every column. */
export async function fingerprintOf(worlds: readonly RouteWorld[]): Promise<Record<string, string | null>> {
  const accounts = worlds.map(({ ids }) => ids['accountId'])
  const workspaces = worlds.map(({ ids }) => ids['workspaceId'])
  const [row] = await query<Record<string, string | null>>(await fingerprintStatement(), [
    accounts,
    workspaces,
  ])
  return row ?? {}
}

let statement: Promise<string> | undefined

function fingerprintStatement(): Promise<string> {
  statement ??= makeFingerprintStatement()
  return statement
}

// The tables are asked for, so that one that is made later counts as well.
async function makeFingerprintStatement(): Promise<string> {
  const tables = await query<{ name: string; isOfAccount: boolean }>(
    `select table_name as name, bool_or(column_name = 'account_id') as "isOfAccount"
     from information_schema.columns
     where table_schema = 'public' and column_name in ('account_id', 'workspace_id') and table_name <> all($1)
     group by table_name order by table_name`,
    [uncounted],
  )
  const ofTable = (name: string, condition: string) =>
    `(select md5(string_agg(${rowOf(name)}, ';' order by ${rowOf(name)})) from "${name}" t where ${condition}) as "${name}"`
  return `select ${[
    ofTable('account', 'id = any($1)'),
    ...tables.map(({ name, isOfAccount }) =>
      ofTable(name, isOfAccount ? 'account_id = any($1)' : 'workspace_id = any($2)'),
    ),
  ].join(', ')}`
}

// How far a webhook has come is what a job of another test notes.
function rowOf(table: string): string {
  return table === 'webhook'
    ? 'row(t.id, t.name, t.url, t.sealed_secret, t.actions, t.is_enabled)::text'
    : 't::text'
}
