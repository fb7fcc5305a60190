import type { Faker } from '@faker-js/faker'
import { chance, fraction, pickPopular, timeBetween } from './random'
import type { CustomRole, Role } from './role-plan'
import { timeOrderedId } from './time-ordered-id'
import type { Workspace } from './workspace-plan'

export type Grant = { id: string; workspaceId: string; role: Role; at: Date; expiresAt: Date | null }

/** What grants are chosen from: the organization as it will be. Workspaces and roles are in the order they are made. */
export type Choices = {
  now: Date
  workspaces: Workspace[]
  customRoles: CustomRole[]
  builtIn: { owner: Role; collaborator: Role; runner: Role; readOnlyCollaborator: Role }
}

const day = 86_400_000
const usualNumber = 3.5
const largestNumber = 40

/**
 * The workspaces that were shared with somebody when they came, about three, few with many and popular ones with most. Some grants
 * have expired and some will. `readsOnly` is for whoever may not be given more (R11).
 */
export function planGrants(
  random: Faker,
  choices: Choices,
  { at, readsOnly }: { at: Date; readsOnly: boolean },
): Grant[] {
  const open = countUntil(choices.workspaces, at)
  const wanted = Math.floor(-Math.log(1 - fraction(random)) * usualNumber)
  const chosen = new Set<Workspace>()
  for (let index = 0; index < Math.min(wanted, largestNumber); index += 1) {
    const workspace = pickPopular(random, choices.workspaces, open)
    if (workspace) chosen.add(workspace)
  }
  return [...chosen].map(({ id: workspaceId }) => ({
    id: timeOrderedId(at),
    workspaceId,
    role: readsOnly ? choices.builtIn.readOnlyCollaborator : roleOf(random, choices, at),
    at,
    expiresAt: expiryOf(random, at, choices.now),
  }))
}

/** How many of these, which are in order of time, are there at a moment. */
export function countUntil(items: readonly { at: Date }[], moment: Date): number {
  let low = 0
  let high = items.length
  while (low < high) {
    const middle = (low + high) >> 1
    const item = items[middle]
    if (item && item.at <= moment) low = middle + 1
    else high = middle
  }
  return low
}

function roleOf(random: Faker, { builtIn, customRoles }: Choices, at: Date): Role {
  const dice = fraction(random)
  if (dice < 0.05) return builtIn.owner
  if (dice < 0.4) return builtIn.collaborator
  if (dice < 0.55) return builtIn.runner
  const custom =
    dice < 0.65
      ? pickPopular(
          random,
          customRoles.filter((role) => role.isForWorkspaces && role.at <= at),
        )
      : null
  return custom ?? builtIn.readOnlyCollaborator
}

function expiryOf(random: Faker, at: Date, now: Date): Date | null {
  if (chance(random, 0.12)) return timeBetween(random, now, new Date(now.getTime() + 180 * day))
  return chance(random, 0.08) ? timeBetween(random, at, now) : null
}
