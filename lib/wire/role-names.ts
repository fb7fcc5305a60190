import { builtInRole, builtInRoles, type BuiltInRoleKey } from '@/lib/policy/roles'

/** Where a role is given; the clients of the wire format know two kinds of roles by it. */
export type Place = 'account' | 'workspace'

/**
 * The names by which those clients ask for built-in roles, beside ours; decision record 023. Two of them have no role of ours to themselves:
 * an account's `Owner` differs from its `Admin` in what single sign-on asks of them alone, and `Worker` is Runner, the largest built-in role
 * that gives a worker nothing it was not meant to have.
 */
const names: Record<Place, Readonly<Record<string, BuiltInRoleKey>>> = {
  account: { Admin: 'ADMINISTRATOR', Owner: 'ADMINISTRATOR', Member: 'MEMBER' },
  workspace: {
    Owner: 'OWNER',
    Developer: 'COLLABORATOR',
    Runner: 'RUNNER',
    Viewer: 'READ_ONLY_COLLABORATOR',
    Worker: 'RUNNER',
  },
}

const levels = { account: 'organization', workspace: 'workspace' } as const

/** The keys of the built-in roles that are given at a place. */
export function builtInKeysAt(place: Place): BuiltInRoleKey[] {
  return builtInRoles.filter(({ level }) => level === levels[place]).map(({ key }) => key)
}

/** The built-in role that a name means at a place, letter by letter; null for none. */
export function builtInCalled(place: Place, name: string): BuiltInRoleKey | null {
  const own = builtInRoles.find((role) => role.level === levels[place] && role.name === name)
  if (own) return own.key
  return Object.hasOwn(names[place], name) ? (names[place][name] ?? null) : null
}

/** What to say of a built-in role that was asked for by a name which promises something else. */
export function descriptionUnder(name: string, key: BuiltInRoleKey): string {
  const role = builtInRole(key)
  if (name !== 'Worker') return role.description
  return (
    `${role.name} under the name that was asked for: there is no built-in role for workers here. ` +
    'One that polls for work needs a custom role with write_workers, write_flow_runs and see_work_queues besides; call it Worker, and it is found instead.'
  )
}
