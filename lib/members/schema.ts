import { z } from 'zod'
import { capabilityView } from '@/lib/capability'
import { membershipOutcome } from '@/lib/outcome'
import { searchText } from '@/lib/text'
import { timeFilter } from '@/lib/time-filter-schema'
import { uuid } from '@/lib/uuid'
import { workspaceReference } from '@/lib/workspaces/schema'

const sortKeys = ['name', 'email', 'role', 'status', 'joined', 'active', 'inviter'] as const
export type MemberSort = (typeof sortKeys)[number]

/** A sort of the list: `-` before the key turns the order around. */
export const memberSort = z.enum([...sortKeys, ...sortKeys.map((key) => `-${key}` as const)])

/** A comma-separated list of role ids, at most 50. */
const roleIds = z
  .string()
  .transform((text) => text.split(',').filter((id) => id !== ''))
  .pipe(z.array(uuid('A role is named by its id.')).max(50))

/**
 * What narrows a list of members. `search` matches any part of the name or address, whatever its case, each word for itself;
 * `joined` and `active` are times as `timeFilter` reads them, `active` may be `never`; `invited_by` is a user's id.
 */
export const memberFilter = z.object({
  search: searchText,
  role: roleIds.optional(),
  status: z.enum(['ACTIVE', 'SUSPENDED']).optional(),
  joined: timeFilter.optional(),
  active: z.union([z.literal('never'), timeFilter]).optional(),
  invited_by: uuid().optional(),
})
export type MemberFilter = z.output<typeof memberFilter>

/** What a list of members may be asked for. */
export const listMembersInput = memberFilter.extend({
  accountId: uuid(),
  sort: memberSort.default('name'),
  cursor: z.string().max(1_000).optional(),
  limit: z.coerce.number().int().min(1).max(1_000).default(50),
})

export const exportMembersInput = listMembersInput
  .pick({ accountId: true, sort: true })
  .extend(memberFilter.shape)

/** The key and the direction of a sort. */
export function parseSort(sort: z.infer<typeof memberSort>): { sort: MemberSort; descending: boolean } {
  const key = sortKeys.find((known) => sort === known || sort === `-${known}`) ?? 'name'
  return { sort: key, descending: sort.startsWith('-') }
}

/** What the viewer may do with a member, and why not. */
export const memberCapabilitiesView = z.object({
  changeRole: capabilityView,
  suspend: capabilityView,
  reactivate: capabilityView,
  /** For the viewer's own row this is leaving. */
  remove: capabilityView,
})

export type MemberCapabilities = z.infer<typeof memberCapabilitiesView>

/** A member as the list shows it. Times are RFC 3339 in UTC; `invited_by` is null for whoever made the organization. */
export const memberView = z.object({
  id: z.uuid(),
  user_id: z.uuid(),
  name: z.string(),
  email: z.string(),
  role_id: z.uuid(),
  role_name: z.string(),
  /** The group at the identity provider that gives the role; null for one that was given otherwise. */
  role_group: z.string().nullable(),
  status: z.enum(['ACTIVE', 'SUSPENDED']),
  /** Whether the identity provider suspended the member, by SCIM; it lets them in again unless somebody suspends them by hand. */
  is_suspended_by_provider: z.boolean(),
  joined_at: z.iso.datetime(),
  last_active_at: z.iso.datetime().nullable(),
  invited_by: z.object({ user_id: z.uuid(), name: z.string() }).nullable(),
  is_viewer: z.boolean(),
  can: memberCapabilitiesView,
})
export type MemberView = z.infer<typeof memberView>

/** How many members one change may name. */
export const bulkLimit = 1_000

const member = { accountId: uuid(), membershipId: uuid() }
const membershipIds = z
  .array(uuid())
  .min(1, { error: 'Choose at least one member.' })
  .max(bulkLimit, { error: `Choose at most ${bulkLimit} members at once.` })

export const memberInput = z.strictObject(member)
export type MemberInput = z.infer<typeof memberInput>

export const membersInput = z.strictObject({ accountId: uuid(), membershipIds })
export type MembersInput = z.infer<typeof membersInput>

const roleChange = {
  membershipId: uuid(),
  roleId: uuid('Choose a role.'),
  /** The role the member had when the page showed it (R13); left out, nothing is compared. */
  expectedRoleId: uuid().optional(),
}
export const changeMemberRoleInput = z.strictObject({ accountId: uuid(), ...roleChange })
export type ChangeMemberRoleInput = z.infer<typeof changeMemberRoleInput>

/** Each member with a role of its own, so that undoing a bulk change gives each the one it had. */
export const changeMemberRolesInput = z.strictObject({
  accountId: uuid(),
  changes: z
    .array(z.strictObject(roleChange))
    .min(1, { error: 'Choose at least one member.' })
    .max(bulkLimit, { error: `Choose at most ${bulkLimit} members at once.` }),
})
export type ChangeMemberRolesInput = z.infer<typeof changeMemberRolesInput>

export const leaveOrganizationInput = z.strictObject({ accountId: uuid() })
export type LeaveOrganizationInput = z.infer<typeof leaveOrganizationInput>

/** What became of one member of a change of many, with the role before and after, where it changed: what undoing needs. */
export const memberOutcome = membershipOutcome.extend({
  previousRoleId: z.uuid().optional(),
  roleId: z.uuid().optional(),
})
export type MemberOutcome = z.infer<typeof memberOutcome>

/** A membership of the page's address, or of a list route. */
export const memberParams = z.object({ accountId: uuid(), membershipId: uuid() })

/** What suspending or removing these members ends; workspaces are those that the viewer can see. */
export const memberConsequences = z.object({
  members: z.number(),
  /** How many workspaces at least one of them can open. */
  workspaces: z.number(),
  /** Keys made for this account, which removal revokes and suspension stops. */
  api_keys: z.number(),
})
export type MemberConsequences = z.infer<typeof memberConsequences>

/** At most 200 ids at a time, comma-separated. */
export const memberConsequencesInput = z.object({
  accountId: uuid(),
  ids: z
    .string()
    .transform((text) => text.split(','))
    .pipe(z.array(uuid()).min(1).max(200)),
})

/** A key's name and dates, never its secret. */
export const memberKeyView = z.object({
  id: z.uuid(),
  name: z.string(),
  prefix: z.string(),
  created_at: z.iso.datetime(),
  expires_at: z.iso.datetime().nullable(),
  is_expired: z.boolean(),
  last_used_at: z.iso.datetime().nullable(),
  /** Made for this account only; else it acts in all of the user's accounts. */
  is_bound: z.boolean(),
})

/** A member's own page. `keys` and `sessions` are null for viewers who neither are the member nor hold `update:member`. */
export const memberDetail = memberView.extend({
  role_description: z.string(),
  role_is_built_in: z.boolean(),
  /** How many permissions the role holds, and whether nothing beyond it takes effect. */
  role_allows: z.object({ organization: z.number(), workspace: z.number(), is_ceiling: z.boolean() }),
  keys: z.array(memberKeyView).nullable(),
  /** The groups they were last said to be in, at most 500; null for viewers who neither are the member nor hold `read:sso`. */
  groups: z.array(z.string()).nullable(),
  sessions: z.object({ live: z.number(), last_used_at: z.iso.datetime().nullable() }).nullable(),
})
export type MemberDetail = z.infer<typeof memberDetail>

/** One thing that has a say in a permission: access model section 4. */
const reasonView = z.object({
  source: z.enum([
    'organization_role',
    'member_floor',
    'default_role',
    'grant',
    'group',
    'ceiling',
    'suspension',
    'no_membership',
    'operator_only',
  ]),
  role: z.object({ id: z.uuid().nullable(), name: z.string() }).nullable(),
  /** The group that gave it; null for every other source. */
  group: z.string().nullable(),
  expires_at: z.iso.datetime().nullable(),
  outcome: z.enum([
    'gave',
    'not_held',
    'expired',
    'not_for_service_accounts',
    'held_back',
    'let_through',
    'refused',
  ]),
  sentence: z.string(),
})

/** "Can NAME do PERMISSION in WORKSPACE?": `workspace_id` is needed for a workspace permission, and left out for another. */
export const permissionQuestion = z.object({
  permission: z.string().max(100),
  workspace_id: uuid().optional(),
})
export type PermissionQuestion = z.output<typeof permissionQuestion>
export const explainPermissionInput = memberParams.extend(permissionQuestion.shape)

/** The decision's own record: every source and barrier, and for a no what would have to change. */
export const permissionExplanation = z.object({
  allowed: z.boolean(),
  /** "Ada Lovelace may create flows in Analytics." */
  sentence: z.string(),
  member: z.object({ id: z.uuid(), name: z.string() }),
  permission: z.object({ id: z.string(), title: z.string(), description: z.string() }),
  workspace: z.object({ id: z.uuid(), name: z.string(), handle: z.string() }).nullable(),
  reasons: z.array(reasonView),
  /** Steps that together would turn a no into a yes; empty for a yes. */
  remedies: z.array(z.string()),
})
export type PermissionExplanation = z.infer<typeof permissionExplanation>

/** What somebody holds: in a workspace, or without one in the organization itself. */
export const permissionPlace = z.object({ workspace_id: uuid().optional() })
export const effectivePermissionsInput = memberParams.extend(permissionPlace.shape)

/** What takes effect now, as the evaluation that enforces counts it. */
export const effectivePermissionsView = z.object({
  member: z.object({ id: z.uuid(), name: z.string(), status: z.enum(['ACTIVE', 'SUSPENDED']) }),
  /** Null for the organization itself. */
  workspace: workspaceReference.nullable(),
  /** Ids with those they imply, in the catalogue's order. */
  permissions: z.array(z.string()),
  /** "Member of the organization + Collaborator directly"; empty where nothing takes effect. */
  summary: z.string(),
})
export type EffectivePermissions = z.infer<typeof effectivePermissionsView>

/** What a list of everybody who belongs to an account, users and service accounts, may be asked for. */
export const listPrincipalsInput = z.object({
  accountId: uuid(),
  cursor: z.string().max(1_000).optional(),
  limit: z.int().min(1).max(1_000).default(1_000),
})

/**
 * A user or service account as the account's own list of users has it. The names are the user's one name, split at the first space; a
 * service account has none of them. `cursor` is where it stands, for the page after it.
 */
export const principalView = z.object({
  id: z.uuid(),
  account_type: z.enum(['USER', 'SERVICE_ACCOUNT']),
  email: z.string().nullable(),
  first_name: z.string().nullable(),
  last_name: z.string().nullable(),
  /** The address of a user, the name of a service account. */
  username: z.string(),
  /** The one membership in this account. */
  memberships: z.array(z.object({ id: z.uuid() })),
  cursor: z.string(),
})
export type PrincipalView = z.infer<typeof principalView>
