import {
  permissionDefinitions,
  withImplied,
  type PermissionDefinition,
  type PermissionLevel,
} from '@/lib/policy/permissions'
import { assignableOn } from '@/lib/policy/roles'
import { chance, randomOf, timeBetween } from './random'
import { timeOrderedId } from './time-ordered-id'

/** A role as the plan of an organization refers to it. */
export type Role = { id: string; name: string }

export type CustomRole = Role & {
  at: Date
  description: string
  /** Implied ones included, never a reserved one. */
  permissions: string[]
  /** Whether it can be granted on a workspace. */
  isForWorkspaces: boolean
}

type Field = { title: string; level: PermissionLevel; resources: readonly string[] }
type Duty = { title: string; actions: readonly string[]; does: string }

const fields: readonly Field[] = [
  { title: 'Flow', level: 'workspace', resources: ['flow', 'flow_run'] },
  { title: 'Deployment', level: 'workspace', resources: ['deployment', 'flow', 'flow_run'] },
  { title: 'Data', level: 'workspace', resources: ['artifact', 'variable', 'event'] },
  { title: 'Automation', level: 'workspace', resources: ['automation', 'event'] },
  { title: 'Infrastructure', level: 'workspace', resources: ['work_pool', 'work_queue', 'worker'] },
  { title: 'People', level: 'organization', resources: ['member', 'invitation'] },
  { title: 'Configuration', level: 'workspace', resources: ['variable', 'block', 'concurrency_limit'] },
  { title: 'Release', level: 'workspace', resources: ['deployment', 'artifact', 'automation'] },
  { title: 'Compliance', level: 'organization', resources: ['audit_log', 'role'] },
  { title: 'Platform', level: 'workspace', resources: ['work_pool', 'block', 'concurrency_limit', 'worker'] },
  { title: 'Integration', level: 'organization', resources: ['service_account', 'workspace'] },
]

const duties: readonly Duty[] = [
  { title: 'Author', actions: ['create', 'update'], does: 'Creates and changes' },
  { title: 'Operator', actions: ['run', 'update'], does: 'Runs and tends' },
  { title: 'Reviewer', actions: ['read'], does: 'Looks at' },
  { title: 'Manager', actions: ['create', 'update', 'delete', 'run'], does: 'Has charge of' },
  { title: 'Maintainer', actions: ['update', 'delete'], does: 'Changes and cleans up' },
  { title: 'Analyst', actions: ['read', 'run'], does: 'Studies and tries' },
]

/** So many custom roles with names of jobs and the permissions such a job needs, made in the time given and in its order. */
export function planRoles(
  seed: number,
  { count, from, to }: { count: number; from: Date; to: Date },
): CustomRole[] {
  const random = randomOf(seed, 'roles')
  const jobs = duties.flatMap((duty, row) =>
    // Turned a little further in each row, so that the first few are of different fields and duties.
    fields.map((_, column) => ({ duty, field: fields[(column + row) % fields.length] ?? fields[0] })),
  )
  const step = 7
  return Array.from({ length: count }, (_, index) => {
    const job = jobs[(index * step) % jobs.length]
    if (!job?.field) throw new Error('there is no job for a role')
    const round = Math.floor(index / jobs.length)
    const share = (to.getTime() - from.getTime()) / Math.max(1, count)
    const opens = new Date(from.getTime() + Math.floor(index * share))
    const at = timeBetween(random, opens, new Date(opens.getTime() + Math.floor(share)))
    const permissions = permissionsOf(job.field, job.duty, chance(random, 0.3))
    return {
      id: timeOrderedId(at),
      at,
      name: `${job.field.title} ${job.duty.title}${round > 0 ? ` ${round + 1}` : ''}`,
      description: `${job.duty.does} ${listOf(job.field.resources)}.`,
      permissions,
      isForWorkspaces: assignableOn({ builtIn: null, permissions }).workspace,
    }
  })
}

// A role of a workspace opens it. Everybody who has a job may read what it is about.
function permissionsOf(field: Field, { actions }: Duty, seesAll: boolean): string[] {
  const isWanted = ({ id, level, isReserved }: PermissionDefinition) => {
    const [action = '', resource = ''] = id.split(':')
    if (isReserved || level !== field.level) return false
    if (field.resources.includes(resource) && (action === 'read' || actions.includes(action))) return true
    return (
      level === 'workspace' &&
      action === 'read' &&
      (resource === 'workspace' || (seesAll && !isSecret(resource)))
    )
  }
  return [...withImplied(permissionDefinitions.filter(isWanted).map(({ id }) => id))]
}

function isSecret(resource: string): boolean {
  return resource.endsWith('_secret')
}

function listOf(resources: readonly string[]): string {
  const names = resources.map((resource) => `${resource.replaceAll('_', ' ')}s`)
  return new Intl.ListFormat('en').format(names)
}
