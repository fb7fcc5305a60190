import fc from 'fast-check'
import { expect, test } from 'vitest'
import { AppError, type ErrorCode } from '@/lib/errors'
import { askGraphql, keyOf } from '@/lib/testing/graphql'
import { anyMove, isAccepted, makeWorld, type Door } from '@/lib/testing/moves'
import type { Person } from '@/lib/testing/organizations'
import { snakeCase } from '@/lib/snake-case'

// The same promises as through the services, for whoever comes with a key.

test(
  'after any change that is accepted over GraphQL nobody the actor changed holds more than the actor held, and an active Administrator is left',
  { timeout: 180_000 },
  async () => {
    let accepted = 0
    await fc.assert(
      fc.asyncProperty(fc.array(anyMove, { minLength: 12, maxLength: 12 }), async (moves) => {
        const world = await makeWorld()
        const door = newDoor()
        for (const move of moves) if (await isAccepted(world, move, door)) accepted += 1
      }),
      { numRuns: 12 },
    )
    expect(accepted).toBeGreaterThan(12)
  },
)

const outcome = 'membershipId: membership_id name outcome reason message'
const outcomes = `outcomes { ${outcome} }`

function newDoor(): Door {
  const keys = new Map<string, Promise<string>>()
  const keyFor = (actor: Person) => {
    const key = keys.get(actor.user.id) ?? keyOf(actor)
    keys.set(actor.user.id, key)
    return key
  }
  const change = async (actor: Person, name: string, input: { accountId: string }, fields: string) => {
    const { accountId: organization, ...given } = input
    const type = `${name.replaceAll(/(?:^|_)([a-z])/g, (_, letter: string) => letter.toUpperCase())}Input!`
    const takesInput = Object.keys(given).length > 0
    const document = takesInput
      ? `mutation ($input: ${type}) { done: ${name}(input: $input) { ${fields} } }`
      : `mutation { done: ${name} { ${fields} } }`
    const variables = takesInput ? { input: inSnakeCase(given) } : {}
    const { data, errors } = await askGraphql(document, { key: await keyFor(actor), organization, variables })
    const told = errors?.[0]
    if (!told) return data?.done as never // what the door's type says: the fields are those that were asked for
    const { code, reason } = told.extensions
    // A failure is nothing that the property may take for a refusal.
    if (code === 'internal') throw new Error(told.message)
    throw new AppError(code as ErrorCode, String(reason), { message: told.message }) // one of AppError’s codes
  }
  return {
    changeMemberRole: async (actor, input) => {
      await change(actor, 'set_membership_role', input, 'id')
      return { membershipId: input.membershipId, name: '', outcome: 'changed', message: '' }
    },
    changeMemberRoles: (actor, input) => change(actor, 'set_membership_roles', input, outcomes),
    suspendMember: (actor, input) => change(actor, 'suspend_membership', input, outcome),
    suspendMembers: (actor, input) => change(actor, 'suspend_memberships', input, outcomes),
    reactivateMember: (actor, input) => change(actor, 'reactivate_membership', input, outcome),
    reactivateMembers: (actor, input) => change(actor, 'reactivate_memberships', input, outcomes),
    removeMember: (actor, input) => change(actor, 'delete_membership', input, outcome),
    removeMembers: (actor, input) => change(actor, 'delete_memberships', input, outcomes),
    leaveOrganization: (actor, input) => change(actor, 'leave_organization', input, outcome),
    createRole: (actor, input) => change(actor, 'create_custom_role', input, 'id name'),
    updateRole: (actor, input) => change(actor, 'update_custom_role', input, 'id version'),
    deleteRole: (actor, input) => change(actor, 'delete_custom_role', input, 'reassigned'),
  }
}

function inSnakeCase(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inSnakeCase)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [snakeCase(key), inSnakeCase(one)]))
}
