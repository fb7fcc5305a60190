'use client'
import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { useHotkey } from '@/lib/client/use-hotkey'
import { useKeySequence } from '@/lib/client/use-key-sequence'
import { Dialog } from '../ui/dialog'
import { Kbd } from '../ui/kbd'

/** `g` and then `letter` goes to `href`. */
export type GoShortcut = { letter: string; label: string; href: string }

const everywhere = [
  { keys: ['Ctrl/⌘', 'K'], label: 'Search everything' },
  { keys: ['/'], label: 'Search the list' },
  { keys: ['?'], label: 'Show this list' },
  { keys: ['Esc'], label: 'Close, or clear the search' },
]

/** Listens for `g` sequences and `?`. */
export function Shortcuts({ shortcuts }: { shortcuts: GoShortcut[] }) {
  const [isOpen, setIsOpen] = useState(false)
  const router = useRouter()
  useHotkey('?', () => setIsOpen(true))
  useKeySequence('g', (letter) => {
    const shortcut = shortcuts.find((candidate) => candidate.letter === letter)
    if (shortcut) router.push(shortcut.href)
    return shortcut !== undefined
  })

  return (
    <Dialog isOpen={isOpen} onOpenChange={setIsOpen} title="Keyboard shortcuts" size="small">
      <ShortcutList heading="Everywhere" rows={everywhere} />
      {shortcuts.length > 0 ? (
        <ShortcutList
          heading="Go to"
          rows={shortcuts.map(({ letter, label }) => ({ keys: ['g', letter], label }))}
        />
      ) : null}
    </Dialog>
  )
}

type ShortcutListProps = { heading: string; rows: { keys: string[]; label: string }[] }

function ShortcutList({ heading, rows }: ShortcutListProps) {
  return (
    <section className="mb-4 last:mb-0">
      <h3 className="mb-1 text-sm font-medium text-muted">{heading}</h3>
      <dl>
        {rows.map(({ keys, label }) => (
          <div
            key={label}
            className="flex items-center justify-between gap-4 border-b border-line py-1.5 last:border-b-0"
          >
            <dt>{label}</dt>
            <dd className="flex gap-1">
              {keys.map((key) => (
                <Kbd key={key}>{key}</Kbd>
              ))}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  )
}
