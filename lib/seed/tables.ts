import type { JsonValue } from '@/lib/audit/schema'
import type { StateType } from '@/lib/flow-runs/states'

/** The types of the columns that are filled, and what each is given as. Times and bytes are texts that the database reads. */
type Values = {
  uuid: string | null
  text: string | null
  'text[]': string[]
  bigint: string
  integer: number
  boolean: boolean
  timestamptz: Date | null
  bytea: string
  jsonb: JsonValue
  json: JsonValue
  'double precision': number
  '"FlowRunStateType"': StateType
  '"AccountKind"': 'PERSONAL' | 'ORGANIZATION'
  '"Plan"': string
  '"PrincipalKind"': 'USER' | 'SERVICE_ACCOUNT'
  '"LinkDelivery"': 'COPIED'
}
type Columns = Record<string, keyof Values>

export type Table<Of extends Columns = Columns> = { name: string; columns: Of }
export type Row<Of extends Columns> = { [Name in keyof Of]: Values[Of[Name]] }

function table<const Of extends Columns>(name: string, columns: Of): Table<Of> {
  return { name, columns }
}

const inAccount = { account_id: 'uuid', id: 'uuid' } as const
const made = { created_at: 'timestamptz', updated_at: 'timestamptz' } as const

export const users = table('"user"', {
  id: 'uuid',
  email: 'text',
  email_key: 'text',
  name: 'text',
  email_verified_at: 'timestamptz',
  ...made,
})

export const accounts = table('account', {
  id: 'uuid',
  kind: '"AccountKind"',
  name: 'text',
  handle: 'text',
  plan: '"Plan"',
  owner_user_id: 'uuid',
  ...made,
})

export const roles = table('role', {
  ...inAccount,
  name: 'text',
  description: 'text',
  permissions: 'text[]',
  ...made,
})

export const workspaces = table('workspace', {
  ...inAccount,
  name: 'text',
  handle: 'text',
  description: 'text',
  default_role_id: 'uuid',
  ...made,
})

export const memberships = table('membership', {
  ...inAccount,
  kind: '"PrincipalKind"',
  user_id: 'uuid',
  service_account_id: 'uuid',
  role_id: 'uuid',
  principal_name: 'text',
  principal_email: 'text',
  invited_by_user_id: 'uuid',
  invited_by_name: 'text',
  ...made,
})

export const grants = table('workspace_grant', {
  ...inAccount,
  workspace_id: 'uuid',
  membership_id: 'uuid',
  role_id: 'uuid',
  expires_at: 'timestamptz',
  created_by_user_id: 'uuid',
  ...made,
})

export const serviceAccounts = table('service_account', {
  ...inAccount,
  name: 'text',
  description: 'text',
  created_by_user_id: 'uuid',
  created_by_name: 'text',
  ...made,
})

export const keys = table('api_key', {
  ...inAccount,
  user_id: 'uuid',
  service_account_id: 'uuid',
  name: 'text',
  prefix: 'text',
  key_hash: 'bytea',
  created_by_user_id: 'uuid',
  created_by_name: 'text',
  created_at: 'timestamptz',
  expires_at: 'timestamptz',
  noticed_days: 'integer',
})

export const keyUses = table('api_key_use', { api_key_id: 'uuid', last_used_at: 'timestamptz' })

export const invitations = table('invitation', {
  ...inAccount,
  email: 'text',
  email_key: 'text',
  role_id: 'uuid',
  invited_by_user_id: 'uuid',
  invited_by_name: 'text',
  expires_at: 'timestamptz',
  ...made,
})

export const invitationLinks = table('invitation_link', {
  ...inAccount,
  invitation_id: 'uuid',
  token_hash: 'bytea',
  delivery: '"LinkDelivery"',
  created_at: 'timestamptz',
})

export const events = table('audit_event', {
  ...inAccount,
  sequence: 'bigint',
  timestamp: 'timestamptz',
  action: 'text',
  message: 'text',
  object_table: 'text',
  object_id: 'text',
  info: 'jsonb',
  actor_kind: 'text',
  actor_id: 'text',
  actor_name: 'text',
  request_id: 'text',
  ip_address: 'text',
  user_agent: 'text',
  workspace_id: 'uuid',
  previous_hash: 'bytea',
  hash: 'bytea',
})

const inWorkspace = { workspace_id: 'uuid', id: 'uuid' } as const
const reported = {
  created_by_kind: '"PrincipalKind"',
  created_by_id: 'uuid',
  created_by_name: 'text',
} as const

export const flows = table('flow', { ...inWorkspace, name: 'text', tags: 'text[]', ...made })

export const flowRuns = table('flow_run', {
  ...inWorkspace,
  ...reported,
  flow_id: 'uuid',
  name: 'text',
  parameters: 'json',
  tags: 'text[]',
  state_id: 'uuid',
  state_type: '"FlowRunStateType"',
  state_name: 'text',
  state_timestamp: 'timestamptz',
  run_count: 'integer',
  expected_start_time: 'timestamptz',
  next_scheduled_start_time: 'timestamptz',
  start_time: 'timestamptz',
  end_time: 'timestamptz',
  total_run_time: 'double precision',
  ...made,
})

export const flowRunStates = table('flow_run_state', {
  ...inWorkspace,
  ...reported,
  flow_run_id: 'uuid',
  type: '"FlowRunStateType"',
  name: 'text',
  timestamp: 'timestamptz',
  message: 'text',
  details: 'json',
})

export const flowRunLogs = table('flow_run_log', {
  ...inWorkspace,
  flow_run_id: 'uuid',
  name: 'text',
  level: 'integer',
  message: 'text',
  timestamp: 'timestamptz',
  created_at: 'timestamptz',
})

/** What is filled, for the statistics that are made anew afterwards. */
export const touched = [
  users,
  accounts,
  roles,
  workspaces,
  memberships,
  grants,
  serviceAccounts,
  keys,
  keyUses,
  invitations,
  invitationLinks,
  events,
  flows,
  flowRuns,
  flowRunStates,
  flowRunLogs,
].map(({ name }) => name)
