import { beforeAll, expect, test } from 'vitest'
import { hostileRequests, type HostileRequest } from '@/lib/testing/hostile-requests'
import { askRoute, nameOf, type RouteAnswer } from '@/lib/testing/route-requests'
import { fingerprintOf, newRouteWorld, type RouteWorld } from '@/lib/testing/route-world'
import { allRoutes } from './all-routes'
import type { Route } from './define-route'

// Sends every route what its schemas do not take, as somebody who may do everything; the requests are made from the declarations, and are
// the same each time.

const requestsOfRoute = 30
const secondsOfRequest = 5

let world: RouteWorld
let elsewhere: RouteWorld
beforeAll(async () => {
  world = await newRouteWorld()
  elsewhere = await newRouteWorld()
})

const cases = allRoutes
  .toSorted(byHowMuchTheyEnd)
  .map((route, index): [string, Route, number] => [nameOf(route), route, index])

test.each(cases)('%s bears whatever it is sent', { timeout: 60_000 }, async (_, route, seed) => {
  if (!(await isAlive(world))) world = await newRouteWorld()
  const foreign = elsewhere.ids
  const requests = hostileRequests(route, { ids: world.ids, foreign, seed, limit: requestsOfRoute })
  const before = await fingerprintOf([elsewhere])
  const refused = await refusedOf(route, requests)
  expect(await fingerprintOf([elsewhere]), 'something of another account was changed').toEqual(before)
  await expectNoTrace(route, refused)
})

/** Sends requests one after the other; returns those that were refused. */
async function refusedOf(route: Route, requests: HostileRequest[]): Promise<HostileRequest[]> {
  const refused: HostileRequest[] = []
  for (const request of requests) {
    const began = performance.now()
    const answer = await askRoute(route, { ...request, key: world.key })
    expect((performance.now() - began) / 1_000, request.what).toBeLessThan(secondsOfRequest)
    expectDecent(route, request, answer)
    if (answer.status >= 400) refused.push(request)
  }
  return refused
}

function expectDecent(route: Route, { what, body }: HostileRequest, { status, text }: RouteAnswer): void {
  const about = `${what}: ${status} ${text.slice(0, 300)} for ${body?.slice(0, 300)}`
  expect(status, about).toBeLessThan(500)
  expect(Object.keys(route.documentation.responses), about).toContain(String(status))
  expect(text, about).not.toMatch(/\n\s+at |node_modules|prisma|invalid input syntax|SQLSTATE/i)
  // Whoever runs the installation reads its mail, and might be one of ours.
  if (route.demand.of === 'operator') return
  expect(text, about).not.toContain(elsewhere.organization.name)
  expect(text, about).not.toContain(elsewhere.organization.administrator.user.email)
}

// Those that were refused before are sent once more: nothing may come of them.
async function expectNoTrace(route: Route, refused: HostileRequest[]): Promise<void> {
  if (route.method === 'get') return
  const before = await fingerprintOf([world])
  const again = await refusedOf(route, refused)
  if (again.length === refused.length) expect(await fingerprintOf([world])).toEqual(before)
}

async function isAlive({ ids, key }: RouteWorld): Promise<boolean> {
  const address = `/api/accounts/${ids['accountId']}/workspaces/${ids['workspaceId']}`
  return (await askRoute({ method: 'get' }, { address, key })).status === 200
}

// Reading before changing, and deleting what is small before what it is in.
function byHowMuchTheyEnd(one: Route, other: Route): number {
  const rank = ({ method }: Route) => ['get', 'post', 'put', 'patch', 'delete'].indexOf(method)
  return rank(one) - rank(other) || other.path.length - one.path.length
}
