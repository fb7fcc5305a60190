'use client'
import { SaveSecretDialog } from '@/components/feedback/save-secret-dialog'
import type { CreatedKey } from '@/lib/api-keys/schema'

type SaveKeyDialogProps = {
  isOpen: boolean
  /** The one place that holds the secret; whoever owns it forgets it in `onClosed`. */
  created: CreatedKey
  /** It is saved, as far as the person says. */
  onSaved: () => void
  onClosed: () => void
}

/** Shows a key the one time it is told. */
export function SaveKeyDialog({ isOpen, created, onSaved, onClosed }: SaveKeyDialogProps) {
  const { name, key, command, env_file } = created
  return (
    <SaveSecretDialog
      isOpen={isOpen}
      onSaved={onSaved}
      onClosed={onClosed}
      title="Save your API key"
      description={
        <>
          The key <span className="font-medium text-ink wrap-anywhere">{name}</span> is shown this one time.
          Roster keeps no copy: a lost key is replaced by rotating it.
        </>
      }
      secrets={[
        {
          label: 'API key',
          value: key,
          hint: 'Hand it only to what shall use it, and keep it out of code.',
          copyLabel: 'Copy key',
        },
        {
          label: 'Configuration command',
          value: command,
          hint: 'Run it where your flows are executed: it sets the address and the key.',
          copyLabel: 'Copy command',
        },
      ]}
      download={{ label: 'Download .env', fileName: `${fileNameOf(name)}.env`, text: env_file }}
      question={{
        title: 'Have you saved your API key?',
        description: 'It was neither copied nor downloaded, and cannot be shown again.',
      }}
    />
  )
}

function fileNameOf(name: string): string {
  return (
    name
      .replaceAll(/[^\p{L}\p{N}]+/gu, '-')
      .replaceAll(/^-|-$/g, '')
      .toLowerCase() || 'roster'
  )
}
