import { Sparkles } from 'lucide-react'
import type { Capability } from '@/lib/capability'

/** On a plan without custom roles: what they are for, and who can change the plan. */
export function PlanNotice({ create }: { create: Capability }) {
  if (create.allowed || create.reason !== 'plan_required') return null
  return (
    <div className="mb-4 flex items-start gap-3 rounded-md border border-line bg-surface p-4">
      <Sparkles aria-hidden className="mt-0.5 size-4 shrink-0 text-link" />
      <div className="text-pretty">
        <p className="font-medium">Custom roles give people exactly the permissions their work needs.</p>
        <p className="text-muted">{create.message}</p>
      </div>
    </div>
  )
}
