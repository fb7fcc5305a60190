import { beforeAll, describe, expect, test } from 'vitest'
import { systemContext } from '@/lib/authz/session'
import { suspendUser } from '@/lib/operator/change-users'
import { suspendAccount } from '@/lib/operator/suspend-accounts'
import { newUserApiKey } from '@/lib/testing/api-keys'
import { query } from '@/lib/testing/database'
import { newMember } from '@/lib/testing/organizations'
import { sessionCookieOf } from '@/lib/testing/people'
import { askRoute, exampleRequest, nameOf, namesInPath } from '@/lib/testing/route-requests'
import { fingerprintOf, newRouteWorld, type RouteWorld } from '@/lib/testing/route-world'
import { sessionCookieName } from '@/lib/authz/session-cookie'
import { allRoutes } from './all-routes'
import type { Route } from './define-route'

// Walks the declarations, the wire format and what engines report included: a route that is added is covered by being declared.

const named = (routes: readonly Route[]) => routes.map((route) => [nameOf(route), route] as const)
const closed = allRoutes.filter(({ demand }) => demand.of !== 'anyone')
const ofAccount = closed.filter((route) => namesInPath(route).includes('accountId'))
const commandLine = systemContext('The tests')

describe('a suspended account', () => {
  let world: RouteWorld
  let before: Record<string, string | null>
  beforeAll(async () => {
    world = await newRouteWorld()
    await query('update "user" set is_operator = false where id = $1', [
      world.organization.administrator.user.id,
    ])
    await suspendAccount(commandLine, { handle: world.organization.handle })
    before = await fingerprintOf([world])
  })

  test.each(named(ofAccount))('%s is refused to an Administrator and to a program', async (_, route) => {
    for (const key of [world.key, world.robotKey]) {
      const answer = await askRoute(route, { ...exampleRequest(route, world.ids), key })
      expect([answer.status, answer.body]).toMatchObject([
        403,
        { code: 'forbidden', reason: 'account_suspended' },
      ])
    }
    expect(await fingerprintOf([world])).toEqual(before)
  })
})

describe('a suspended person', () => {
  let world: RouteWorld
  let key: string
  let cookie: string
  let before: Record<string, string | null>
  beforeAll(async () => {
    world = await newRouteWorld()
    const grace = await newMember(world.organization, world.organization.roles.ADMINISTRATOR)
    ;({ key } = await newUserApiKey(grace.ctx))
    await suspendUser(commandLine, { userId: grace.user.id })
    // As if a session were left.
    await query('update session set revoked_at = null where id = $1', [grace.sessionId])
    cookie = `${sessionCookieName()}=${await sessionCookieOf(grace.sessionId)}`
    before = await fingerprintOf([world])
  })

  test.each(named(closed))(
    '%s is refused to their key and to what is left of a session',
    async (_, route) => {
      const asked = exampleRequest(route, world.ids)
      const withKey = await askRoute(route, { ...asked, key })
      expect([withKey.status, withKey.body]).toMatchObject([401, { reason: 'user_suspended' }])
      const headers = { cookie, 'sec-fetch-site': 'same-origin' }
      const withCookie = await askRoute(route, { ...asked, headers })
      expect(withCookie.status).toBe(401)
      expect(await fingerprintOf([world])).toEqual(before)
    },
  )
})
