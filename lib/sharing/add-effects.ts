import { effectWords } from '@/lib/roles/effects-text'
import type { AccessEffects } from './schema'

/** The effects on several groups of people who have nobody in common, as those on all of them. */
export function addEffects(parts: readonly AccessEffects[]): AccessEffects {
  const sum = (of: (part: AccessEffects) => number) => parts.reduce((total, part) => total + of(part), 0)
  const effects = new Map<string, AccessEffects['effects'][number]>()
  for (const one of parts.flatMap((part) => part.effects)) {
    const key = `${one.effect} ${one.permission}`
    const known = effects.get(key)
    const added = {
      ...one,
      people: one.people + (known?.people ?? 0),
      serviceAccounts: one.serviceAccounts + (known?.serviceAccounts ?? 0),
    }
    effects.set(key, { ...added, sentence: `${effectWords(added).who} ${one.permission}` })
  }
  return {
    effects: [...effects.values()],
    lostSight: sum(({ lostSight }) => lostSight),
    gainedSight: sum(({ gainedSight }) => gainedSight),
    suspended: sum(({ suspended }) => suspended),
  }
}
