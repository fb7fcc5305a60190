import type { PermissionDefinition } from '@/lib/policy/permissions'

type PermissionTipProps = { definition: PermissionDefinition; state?: string | undefined }

/** What a permission is, and how it stands, in a tooltip. */
export function PermissionTip({ definition, state }: PermissionTipProps) {
  return (
    <span className="grid gap-0.5">
      <span className="font-medium">{definition.title}</span>
      <span>{definition.description}</span>
      <span className="font-mono opacity-80">{definition.id}</span>
      {state ? <span className="opacity-80">{state.charAt(0).toUpperCase() + state.slice(1)}</span> : null}
    </span>
  )
}
