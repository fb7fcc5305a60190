import { beforeAll, describe, expect, test } from 'vitest'
import type { Permission } from '@/lib/policy/permissions'
import { newUserApiKey } from '@/lib/testing/api-keys'
import { query } from '@/lib/testing/database'
import {
  addressOf,
  askRoute,
  exampleRequest,
  nameOf,
  namesInPath,
  type RouteAnswer,
} from '@/lib/testing/route-requests'
import {
  canBeLacked,
  fingerprintOf,
  keyOfOneWhoLacks,
  keyOfOneWithoutWorkspaces,
  newRouteWorld,
  type RouteIds,
  type RouteWorld,
} from '@/lib/testing/route-world'
import { allRoutes } from './all-routes'
import type { Route } from './define-route'

// Walks the declarations: a route that is added is covered by being declared.

const named = (routes: readonly Route[]) => routes.map((route) => [nameOf(route), route] as const)
const closed = allRoutes.filter(({ demand }) => demand.of !== 'anyone')
const ofAccount = closed.filter((route) => namesInPath(route).includes('accountId'))

let world: RouteWorld
let elsewhere: RouteWorld
let before: Record<string, string | null>
beforeAll(async () => {
  world = await newRouteWorld()
  elsewhere = await newRouteWorld()
  // The very first person in this database is its operator, and might be one of ours.
  const people = [world, elsewhere].map(({ organization }) => organization.administrator.user.id)
  await query('update "user" set is_operator = false where id = any($1)', [people])
  before = await fingerprintOf([world, elsewhere])
})

async function expectNothingChanged(): Promise<void> {
  expect(await fingerprintOf([world, elsewhere])).toEqual(before)
}

async function ask(route: Route, ids: RouteIds, key?: string): Promise<RouteAnswer> {
  return askRoute(route, { ...exampleRequest(route, ids), key })
}

describe('nobody', () => {
  test.each(named(closed))('%s is told to sign in, and nothing else', async (_, route) => {
    const answer = await ask(route, world.ids)
    expect([answer.status, answer.body]).toEqual([
      401,
      { code: 'unauthenticated', detail: 'You are not signed in. Sign in and try again.' },
    ])
    expect(answer.headers.get('www-authenticate')).toBe('Bearer realm="Roster"')
    await expectNothingChanged()
  })
})

describe('a member who holds everything but the permission that is demanded', () => {
  const permitted = closed.flatMap((route) => {
    const { demand } = route
    return demand.of === 'organization' || demand.of === 'workspace'
      ? [[nameOf(route), demand.permission, route] as const]
      : []
  })
  const keys = new Map<Permission, string>()

  beforeAll(async () => {
    for (const permission of new Set(permitted.map(([, demanded]) => demanded)))
      keys.set(permission, await keyOfOneWhoLacks(world.organization, permission))
    before = await fingerprintOf([world, elsewhere])
  })

  // Without `read:workspace` nobody sees the workspace, and what every member holds cannot be lacked.
  const deniable = permitted.filter(
    ([, permission]) => canBeLacked(permission) && permission !== 'read:workspace',
  )

  test.each(deniable)('%s is refused for lack of %s, and nothing changes', async (_, permission, route) => {
    const answer = await ask(route, world.ids, keys.get(permission))
    expect([answer.status, answer.body]).toMatchObject([
      403,
      { code: 'forbidden', reason: 'missing_permission', permission },
    ])
    await expectNothingChanged()
  })

  test.each(permitted.filter(([, permission]) => permission === 'read:workspace'))(
    '%s does not find the workspace without %s',
    async (_, permission, route) => {
      const answer = await ask(route, world.ids, keys.get(permission))
      expect([answer.status, answer.body]).toMatchObject([404, { code: 'not_found' }])
      await expectNothingChanged()
    },
  )
})

describe('what is not one’s own', () => {
  beforeAll(async () => {
    before = await fingerprintOf([world, elsewhere])
  })

  test.each(named(ofAccount))('%s: another’s account is not found', async (_, route) => {
    const answer = await ask(route, world.ids, elsewhere.key)
    expectHidden(answer, world)
    expect(answer.status).toBe(404)
    await expectNothingChanged()
  })

  const ofSeveral = ofAccount.flatMap((route) =>
    namesInPath(route)
      .filter((name) => name !== 'accountId')
      .map((id) => [nameOf(route), id, route] as const),
  )

  test.each(ofSeveral)('%s: %s of another’s account is not found in one’s own', async (_, id, route) => {
    const foreign = elsewhere.ids[id]
    if (foreign === undefined) return
    const answer = await ask(route, { ...world.ids, [id]: foreign }, world.key)
    expectHidden(answer, elsewhere)
    // A list about what was never the account's has nothing in it.
    if (answer.status === 200) expect(answer.body).toEqual([])
    else expect(answer.status).toBe(404)
    await expectNothingChanged()
  })

  describe('a workspace that one cannot see', () => {
    let key: string
    beforeAll(async () => {
      key = await keyOfOneWithoutWorkspaces(world.organization)
      before = await fingerprintOf([world, elsewhere])
    })

    const ofWorkspace = closed.filter(({ demand }) => demand.of === 'workspace')
    test.each(named(ofWorkspace))('%s is not found', async (_, route) => {
      const answer = await ask(route, world.ids, key)
      expect([answer.status, answer.body]).toMatchObject([404, { code: 'not_found' }])
      await expectNothingChanged()
    })
  })

  // Names that nothing else has.
  function expectHidden({ text }: RouteAnswer, { organization }: RouteWorld): void {
    expect(text).not.toContain(organization.name)
    expect(text).not.toContain(organization.administrator.user.email)
  }
})

describe('who is not a person, or not the operator', () => {
  const forPeople = closed.filter(({ demand }) => demand.of === 'person')
  const forOperator = closed.filter(({ demand }) => demand.of === 'operator')
  let bound: string
  beforeAll(async () => {
    const { administrator, accountId } = world.organization
    bound = (await newUserApiKey(administrator.ctx, { accountId })).key
    before = await fingerprintOf([world, elsewhere])
  })

  test.each(named(forPeople))(
    '%s is not for service accounts, nor for a key of one account',
    async (_, route) => {
      for (const [key, reason] of [
        [world.robotKey, 'users_only'],
        [bound, 'api_key_bound'],
      ] as const) {
        const answer = await ask(route, world.ids, key)
        expect([answer.status, answer.body]).toMatchObject([403, { code: 'forbidden', reason }])
      }
      await expectNothingChanged()
    },
  )

  test.each(named(forOperator))('%s is not there for anybody but the operator', async (_, route) => {
    for (const key of [world.robotKey, world.key, bound])
      expect((await ask(route, world.ids, key)).status).toBe(404)
    await expectNothingChanged()
  })
})

test('an address says in which account, and where needed in which workspace, a permission is demanded', () => {
  const unplaced = closed.filter((route) => {
    const named = namesInPath(route)
    const { of } = route.demand
    if (of === 'workspace') return !named.includes('accountId') || !named.includes('workspaceId')
    return of === 'organization' && !named.includes('accountId')
  })
  expect(unplaced.map(nameOf)).toEqual([])
})

test('both slash forms of an address are the same route', async () => {
  for (const route of closed) {
    const address = `${addressOf(route, world.ids)}/`
    expect([nameOf(route), (await askRoute(route, { address })).status]).toEqual([nameOf(route), 401])
  }
})
