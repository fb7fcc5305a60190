import { Badge } from '@/components/ui/badge'
import type { SettingRow } from '@/lib/operator/schema'

/** The settings of the installation as they are in effect. */
export function SettingsList({ settings }: { settings: readonly SettingRow[] }) {
  return (
    <dl aria-label="Settings" className="divide-y divide-line rounded-md border border-line bg-surface">
      {settings.map((setting) => (
        <div
          key={setting.name}
          className="grid gap-1 px-4 py-2.5 sm:grid-cols-[18rem_minmax(0,1fr)] sm:gap-4"
        >
          <dt className="font-mono text-sm">{setting.name}</dt>
          <dd className="flex min-w-0 flex-wrap items-center gap-2">
            <Value setting={setting} />
            {setting.is_default ? <Badge>Default</Badge> : null}
          </dd>
        </div>
      ))}
    </dl>
  )
}

function Value({ setting: { value, is_default, is_secret } }: { setting: SettingRow }) {
  if (value !== null)
    return (
      <>
        <span className="font-mono text-sm wrap-anywhere">{value}</span>
        {is_secret ? <span className="text-sm text-muted">the rest is not shown</span> : null}
      </>
    )
  return <span className="text-sm text-muted">{is_default ? 'Not set' : 'Set, and not shown'}</span>
}
