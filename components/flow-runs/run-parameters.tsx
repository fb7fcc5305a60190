import { Card } from '@/components/ui/card'
import { CopyButton } from '@/components/ui/copy-button'

/** What a run was given, as JSON to read and to take along. */
export function RunParameters({ parameters }: { parameters: Record<string, unknown> }) {
  if (Object.keys(parameters).length === 0)
    return (
      <Card title="Parameters">
        <p className="text-muted">None were given: those of the flow have their defaults.</p>
      </Card>
    )
  const text = JSON.stringify(parameters, null, 2)
  return (
    <Card title="Parameters" actions={<CopyButton value={text} label="Copy parameters" size="small" />}>
      <pre
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- A part that scrolls is reached by the keyboard.
        tabIndex={0}
        className="max-h-80 overflow-auto rounded-sm bg-subtle p-3 font-mono text-sm"
      >
        {text}
      </pre>
    </Card>
  )
}
