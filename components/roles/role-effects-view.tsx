'use client'
import { ArrowDownRight, ArrowUpRight } from 'lucide-react'
import type { ReactNode } from 'react'
import { Skeleton } from '@/components/ui/skeleton'
import { countOf } from '@/lib/format'
import { effectWords } from '@/lib/roles/effects-text'
import type { RoleEffects } from '@/lib/roles/schema'

type RoleEffectsViewProps = {
  /** Undefined while they are computed. */
  effects: RoleEffects | undefined
  error?: Error | null
  /** The one person that the change is about, by name. */
  who?: string
}

/** Who gains and loses what by a change of roles, before it is made. */
export function RoleEffectsView({ effects, error, who }: RoleEffectsViewProps) {
  return (
    <section
      aria-label="What changes"
      aria-live="polite"
      className="rounded-md border border-line bg-subtle p-3"
    >
      {error ? <p className="text-danger">{error.message}</p> : null}
      {!effects && !error ? <Skeleton width="long" /> : null}
      {effects ? <Content effects={effects} {...(who ? { who } : {})} /> : null}
    </section>
  )
}

function Content({ effects, who }: { effects: RoleEffects; who?: string }) {
  const losses = effects.effects.filter(({ effect }) => effect === 'lose')
  const gains = effects.effects.filter(({ effect }) => effect === 'gain')
  return (
    <div className="grid gap-3">
      {losses.length + gains.length === 0 ? (
        <p className="text-muted">
          {who ? `${who} may do the same as before.` : 'Nobody gains or loses anything.'}
        </p>
      ) : null}
      <Part
        title="Lost"
        icon={<ArrowDownRight aria-hidden className="text-danger" />}
        effects={losses}
        who={who}
      />
      <Part
        title="Gained"
        icon={<ArrowUpRight aria-hidden className="text-success" />}
        effects={gains}
        who={who}
      />
      <Notes effects={effects} {...(who ? { who } : {})} />
    </div>
  )
}

type PartProps = { title: string; icon: ReactNode; effects: RoleEffects['effects']; who: string | undefined }

function Part({ title, icon, effects, who }: PartProps) {
  if (effects.length === 0) return null
  return (
    <div>
      <p className="mb-1 flex items-center gap-1.5 font-medium [&_svg]:size-4">
        {icon}
        {title}
      </p>
      <ul className="grid max-h-56 gap-0.5 overflow-y-auto pl-5.5 text-sm">
        {groupsOf(effects, who).map(({ before, permissions, where }) => (
          <li key={permissions.join()} className="tabular-nums">
            {before} <span className="font-mono text-xs">{permissions.join(', ')}</span> {where}
          </li>
        ))}
      </ul>
    </div>
  )
}

function Notes({ effects, who }: { effects: RoleEffects; who?: string }) {
  const { suspended, invitations } = effects
  const sentences = [
    suspended > 0 &&
      (who
        ? `${who} is suspended: it takes effect when they are reactivated.`
        : `For ${countOf(suspended, 'suspended member')} it takes effect when they are reactivated.`),
    invitations > 0 && `${countOf(invitations, 'pending invitation')} will give the role as it is then.`,
  ].filter((sentence) => sentence !== false)
  if (sentences.length === 0) return null
  return <p className="text-sm text-muted">{sentences.join(' ')}</p>
}

type Effect = RoleEffects['effects'][number]
/** `before` is empty where it is clear who it is. */
type Group = { before: string; permissions: string[]; where: string }

/** Permissions that the same number of people gain or lose in the same number of workspaces stand in one sentence. */
function groupsOf(effects: Effect[], who: string | undefined): Group[] {
  const groups = new Map<string, Group>()
  for (const effect of effects) {
    const { who: before, where } = effectWords(effect)
    const key = `${before} ${where}`
    const group = groups.get(key) ?? { before: who ? '' : before, permissions: [], where }
    groups.set(key, { ...group, permissions: [...group.permissions, effect.permission] })
  }
  return [...groups.values()]
}
