'use client'
import { RoleEffectsView } from '@/components/roles/role-effects-view'
import { countOf } from '@/lib/format'
import type { AccessEffects } from '@/lib/sharing/schema'

type AccessEffectsViewProps = {
  /** Undefined while they are computed. */
  effects: AccessEffects | undefined
  error?: Error | null
  /** The one person that the change is about, by name. */
  who?: string
}

/** Who gains and loses what by a change of sharing, before it is made; first of all who will not see the workspace any more. */
export function AccessEffectsView({ effects, error = null, who }: AccessEffectsViewProps) {
  const sight = effects ? sightText(effects, who) : null
  return (
    <div className="grid gap-2 text-left">
      {sight ? <p className="text-sm font-medium">{sight}</p> : null}
      <RoleEffectsView
        effects={effects && { ...effects, invitations: 0 }}
        error={error}
        {...(who ? { who } : {})}
      />
    </div>
  )
}

function sightText({ lostSight, gainedSight }: AccessEffects, who: string | undefined): string | null {
  const count = (number: number) => (who ? who : countOf(number, 'of them', 'of them'))
  if (lostSight > 0) return `${count(lostSight)} will not see the workspace any more.`
  return gainedSight > 0 ? `${count(gainedSight)} will see the workspace.` : null
}
